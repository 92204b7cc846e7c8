import type { ShownAnalysis } from '../../../engine/analyses/all.ts'
import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { requestSettings } from '../../settings/request-settings.ts'
import { choice } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

/** What the view of an analysis keeps: the settings of its request, and whether drawing or table is shown. */
export function analysisSettings({ request, shown }: ShownAnalysis) {
  return viewSettings(shown.id, {
    ...requestSettings(request),
    ...comparisonSettings,
    as: choice('drawing', ['drawing', 'table']),
  })
}
