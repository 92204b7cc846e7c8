import type { ComponentType } from 'react'
import { shownAnalyses } from '../../engine/analyses/all.ts'
import type { ViewSettings } from '../settings/view-settings.ts'
import { settingsOfAnalysis } from '../views/analysis/analysis-settings.ts'
import { analysisView } from '../views/analysis/analysis-view.tsx'
import { benchmarksView } from '../views/benchmarks/benchmarks-settings.ts'
import { BenchmarksView } from '../views/benchmarks/benchmarks-view.tsx'
import { emergenceView } from '../views/emergence/emergence-settings.ts'
import { EmergenceView } from '../views/emergence/emergence-view.tsx'
import { forecastView } from '../views/forecast/forecast-settings.ts'
import { ForecastView } from '../views/forecast/forecast-view.tsx'
import { helpView } from '../views/help/help-settings.ts'
import { HelpView } from '../views/help/help-view.tsx'
import { libraryView } from '../views/library/library-settings.ts'
import { LibraryView } from '../views/library/library-view.tsx'
import { lineageView } from '../views/lineage/lineage-settings.ts'
import { LineageView } from '../views/lineage/lineage-view.tsx'
import { matrixView } from '../views/matrix/matrix-settings.ts'
import { MatrixView } from '../views/matrix/matrix-view.tsx'
import { modelView } from '../views/model/model-settings.ts'
import { ModelView } from '../views/model/model-view.tsx'
import { pairView } from '../views/pair/pair-settings.ts'
import { PairView } from '../views/pair/pair-view.tsx'
import { probeView } from '../views/probe/probe-view-settings.ts'
import { ProbeView } from '../views/probe/probe-view.tsx'
import { reportView } from '../views/report/report-settings.ts'
import { ReportView } from '../views/report/report-view.tsx'
import { scalingView } from '../views/scaling/scaling-settings.ts'
import { ScalingView } from '../views/scaling/scaling-view.tsx'
import { scoresView } from '../views/scores/scores-settings.ts'
import { ScoresView } from '../views/scores/scores-view.tsx'
import { treeView } from '../views/tree/tree-settings.ts'
import { TreeView } from '../views/tree/tree-view.tsx'

interface DrawnView {
  readonly settings: ViewSettings
  readonly component: ComponentType
}

/** What draws each view and page of the navigation. */
export const drawnViews: readonly DrawnView[] = [
  { settings: libraryView, component: LibraryView },
  { settings: probeView, component: ProbeView },
  { settings: treeView, component: TreeView },
  { settings: matrixView, component: MatrixView },
  { settings: lineageView, component: LineageView },
  { settings: scoresView, component: ScoresView },
  { settings: benchmarksView, component: BenchmarksView },
  { settings: forecastView, component: ForecastView },
  { settings: scalingView, component: ScalingView },
  { settings: emergenceView, component: EmergenceView },
  { settings: reportView, component: ReportView },
  { settings: helpView, component: HelpView },
  { settings: modelView, component: ModelView },
  { settings: pairView, component: PairView },
  ...shownAnalyses.map((analysis) => {
    const settings = settingsOfAnalysis(analysis)
    return { settings, component: analysisView(analysis, settings) }
  }),
]
