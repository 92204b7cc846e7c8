import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { choice, ids } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const matrixView = viewSettings('matrix', {
  ...comparisonSettings,
  show: choice('similarity', ['similarity', 'distance']),
  /** The two models whose figures are kept in the panel. */
  pair: ids(),
})
