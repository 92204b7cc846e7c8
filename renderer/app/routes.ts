import type { ComponentType } from 'react'
import { shownAnalyses, type ShownAnalysis } from '../../engine/analyses/all.ts'
import type { IconSource } from '../components/icon.tsx'
import { analysisSettings } from '../views/analysis/analysis-settings.ts'
import { analysisView } from '../views/analysis/analysis-view.tsx'
import { benchmarksView } from '../views/benchmarks/benchmarks-settings.ts'
import type { ViewSettings } from '../settings/view-settings.ts'
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
import { modelView } from '../views/model/model-settings.ts'
import { ModelView } from '../views/model/model-view.tsx'
import { matrixView } from '../views/matrix/matrix-settings.ts'
import { MatrixView } from '../views/matrix/matrix-view.tsx'
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

interface ViewEntry {
  readonly name: string
  readonly icon: IconSource
  readonly view: ComponentType
  /** What the view keeps, and its address. */
  readonly settings: ViewSettings
}

/** A view that no entry of the rail leads to: it is reached from the names of what it is about. */
interface PageEntry extends ViewEntry {
  /** The settings that say what it is about. */
  readonly about: readonly string[]
  /** The entry of the rail that it stands under. */
  readonly under: ViewSettings
}

interface ViewGroup {
  readonly name: string
  readonly views: readonly ViewEntry[]
}

function analysisEntry(analysis: ShownAnalysis): ViewEntry {
  const settings = analysisSettings(analysis)
  const { title, icon } = analysis.shown
  return { name: title, icon: { path: icon }, view: analysisView(analysis, settings), settings }
}

/** Every view, in the order of the navigation rail. */
export const viewGroups: readonly ViewGroup[] = [
  {
    name: 'Models',
    views: [
      { name: 'Library', icon: 'library', view: LibraryView, settings: libraryView },
      { name: 'Probe', icon: 'probe', view: ProbeView, settings: probeView },
    ],
  },
  {
    name: 'Relations',
    views: [
      { name: 'Tree', icon: 'tree', view: TreeView, settings: treeView },
      { name: 'Matrix', icon: 'matrix', view: MatrixView, settings: matrixView },
      ...shownAnalyses.map(analysisEntry),
      { name: 'Lineage', icon: 'lineage', view: LineageView, settings: lineageView },
    ],
  },
  {
    name: 'Capabilities',
    views: [
      { name: 'Scores', icon: 'scores', view: ScoresView, settings: scoresView },
      { name: 'Benchmarks', icon: 'benchmarks', view: BenchmarksView, settings: benchmarksView },
      { name: 'Forecast', icon: 'forecast', view: ForecastView, settings: forecastView },
      { name: 'Scaling', icon: 'scaling', view: ScalingView, settings: scalingView },
      { name: 'Emergence', icon: 'emergence', view: EmergenceView, settings: emergenceView },
    ],
  },
  {
    name: 'Project',
    views: [
      { name: 'Report', icon: 'file', view: ReportView, settings: reportView },
      { name: 'Help', icon: 'help', view: HelpView, settings: helpView },
    ],
  },
]

export const pages: readonly PageEntry[] = [
  { name: 'Model', icon: 'library', view: ModelView, settings: modelView, about: ['model'], under: libraryView },
  { name: 'Pair', icon: 'matrix', view: PairView, settings: pairView, about: ['left', 'right'], under: libraryView },
]

/** What every view keeps. */
export const allViewSettings: readonly ViewSettings[] = [...viewGroups.flatMap(({ views }) => views), ...pages].map(
  ({ settings }) => settings,
)
