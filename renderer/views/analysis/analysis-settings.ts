import { shownAnalyses, type ShownAnalysis } from '../../../engine/analyses/all.ts'
import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { requestSettings } from '../../settings/request-settings.ts'
import { choice } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

/** What the view of an analysis keeps: the settings of its request, and whether drawing or table is shown. */
function analysisSettings({ request, shown }: ShownAnalysis) {
  return viewSettings(shown.id, {
    ...requestSettings(request),
    ...comparisonSettings,
    as: choice('drawing', ['drawing', 'table']),
  })
}

export type AnalysisSettings = ReturnType<typeof analysisSettings>

const settingsOfAnalyses = new Map(shownAnalyses.map((analysis) => [analysis, analysisSettings(analysis)]))

/** Of one analysis always the same object: views are told apart by it. */
export function settingsOfAnalysis(analysis: ShownAnalysis): AnalysisSettings {
  const settings = settingsOfAnalyses.get(analysis)
  if (settings === undefined) throw new Error(`Expected an analysis of the list, found ${analysis.name}.`)
  return settings
}
