import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { choice, chosen, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const pairView = viewSettings('pair', {
  ...comparisonSettings,
  /** Ids of the two models that the page is about. */
  left: chosen(words()),
  right: chosen(words()),
  /** How the change of the weights is shown. */
  as: choice('drawing', ['drawing', 'table']),
})
