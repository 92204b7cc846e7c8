import type { ComponentType } from 'react'
import { shownAnalyses } from '../../engine/analyses/all.ts'
import type { IconSource } from '../components/icon.tsx'
import { analysisView } from '../views/analysis/analysis-view.tsx'
import { BenchmarksView } from '../views/benchmarks/benchmarks-view.tsx'
import { EmergenceView } from '../views/emergence/emergence-view.tsx'
import { ForecastView } from '../views/forecast/forecast-view.tsx'
import { LibraryView } from '../views/library/library-view.tsx'
import { MatrixView } from '../views/matrix/matrix-view.tsx'
import { ProbeView } from '../views/probe/probe-view.tsx'
import { ReportView } from '../views/report/report-view.tsx'
import { ScalingView } from '../views/scaling/scaling-view.tsx'
import { ScoresView } from '../views/scores/scores-view.tsx'
import { TreeView } from '../views/tree/tree-view.tsx'

export interface ViewEntry {
  /** First part of the address's fragment. */
  readonly id: string
  readonly name: string
  readonly icon: IconSource
  readonly view: ComponentType
}

export interface ViewGroup {
  readonly name: string
  readonly views: readonly ViewEntry[]
}

/** Every view, in the order of the navigation rail. The first is where the app opens. */
export const viewGroups: readonly ViewGroup[] = [
  {
    name: 'Models',
    views: [
      { id: 'library', name: 'Library', icon: 'library', view: LibraryView },
      { id: 'probe', name: 'Probe', icon: 'probe', view: ProbeView },
    ],
  },
  {
    name: 'Relations',
    views: [
      { id: 'tree', name: 'Tree', icon: 'tree', view: TreeView },
      { id: 'matrix', name: 'Matrix', icon: 'matrix', view: MatrixView },
      ...shownAnalyses.map((analysis) => ({
        id: analysis.shown.id,
        name: analysis.shown.title,
        icon: { path: analysis.shown.icon },
        view: analysisView(analysis),
      })),
    ],
  },
  {
    name: 'Capabilities',
    views: [
      { id: 'scores', name: 'Scores', icon: 'scores', view: ScoresView },
      { id: 'benchmarks', name: 'Benchmarks', icon: 'benchmarks', view: BenchmarksView },
      { id: 'forecast', name: 'Forecast', icon: 'forecast', view: ForecastView },
      { id: 'scaling', name: 'Scaling', icon: 'scaling', view: ScalingView },
      { id: 'emergence', name: 'Emergence', icon: 'emergence', view: EmergenceView },
    ],
  },
  {
    name: 'Project',
    views: [{ id: 'report', name: 'Report', icon: 'file', view: ReportView }],
  },
]
