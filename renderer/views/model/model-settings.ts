import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { chosen, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const modelView = viewSettings('model', {
  ...comparisonSettings,
  /** Id of the model that the page is about. */
  model: chosen(words()),
})
