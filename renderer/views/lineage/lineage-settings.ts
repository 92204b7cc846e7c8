import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { choice, ids } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

const shownAs = ['drawing', 'table'] as const

export const lineageView = viewSettings('lineage', {
  ...comparisonSettings,
  as: choice('drawing', shownAs),
  /** The two models whose tensors are compared. */
  pair: ids(),
  pairAs: choice('drawing', shownAs),
})
