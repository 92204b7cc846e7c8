import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { choice, ids, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const matrixView = viewSettings('matrix', {
  ...comparisonSettings,
  as: choice('drawing', ['drawing', 'table']),
  show: choice('similarity', ['similarity', 'distance']),
  /** Rows and columns whose name holds this are marked. */
  find: words(),
  /** The two models whose figures are kept in the panel. */
  pair: ids(),
})
