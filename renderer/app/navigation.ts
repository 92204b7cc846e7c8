import { shownAnalyses } from '../../engine/analyses/all.ts'
import type { NavigationEntry } from '../../engine/analyses/definition.ts'
import type { IconSource } from '../components/icon-paths.ts'
import type { ViewSettings } from '../settings/view-settings.ts'
import { settingsOfAnalysis } from '../views/analysis/analysis-settings.ts'
import { benchmarksView } from '../views/benchmarks/benchmarks-settings.ts'
import { emergenceView } from '../views/emergence/emergence-settings.ts'
import { forecastView } from '../views/forecast/forecast-settings.ts'
import { helpView } from '../views/help/help-settings.ts'
import { libraryView } from '../views/library/library-settings.ts'
import { lineageView } from '../views/lineage/lineage-settings.ts'
import { matrixView } from '../views/matrix/matrix-settings.ts'
import { modelView } from '../views/model/model-settings.ts'
import { pairView } from '../views/pair/pair-settings.ts'
import { probeView } from '../views/probe/probe-view-settings.ts'
import { reportView } from '../views/report/report-settings.ts'
import { scalingView } from '../views/scaling/scaling-settings.ts'
import { scoresView } from '../views/scores/scores-settings.ts'
import { treeView } from '../views/tree/tree-settings.ts'

/** A view: its address, and what it keeps, are its settings. */
export interface ViewEntry {
  readonly name: string
  readonly icon: IconSource
  readonly settings: ViewSettings
  /** The key that leads to it after `g`. Absent: the palette leads to it. */
  readonly letter?: string
}

/** An entry of the navigation bar. More than one view: they are tabs of one another. */
export interface BarEntry {
  readonly name: string
  readonly icon: IconSource
  readonly views: readonly ViewEntry[]
}

/** A page that no entry leads to: it is reached from the names of what it is about. */
export interface PageEntry extends ViewEntry {
  /** The settings that say what it is about. */
  readonly about: readonly string[]
  /** The view that it stands under. */
  readonly under: ViewSettings
}

export interface Question {
  readonly question: string
  readonly entries: readonly BarEntry[]
}

function single(view: ViewEntry): BarEntry {
  return { name: view.name, icon: view.icon, views: [view] }
}

/** Keys of analyses after `g`; those without one are reached by the palette. */
const analysisLetters: Readonly<Record<string, string>> = { map: 'a' }

/** The analyses that are shown by their definition alone and stand among the tabs of this entry. */
function analysesOf(entry: NavigationEntry): ViewEntry[] {
  return shownAnalyses
    .filter(({ shown }) => shown.entry === entry)
    .map((analysis) => ({
      name: analysis.shown.title,
      icon: { path: analysis.shown.icon },
      settings: settingsOfAnalysis(analysis),
      ...(analysisLetters[analysis.shown.id] === undefined ? {} : { letter: analysisLetters[analysis.shown.id]! }),
    }))
}

/** Every view by the question that it answers, in the order of the navigation bar. */
export const questions: readonly Question[] = [
  {
    question: 'What do I have',
    entries: [
      single({ name: 'Library', icon: 'library', settings: libraryView, letter: 'l' }),
      single({ name: 'Probe', icon: 'probe', settings: probeView, letter: 'p' }),
    ],
  },
  {
    question: 'How are they related',
    entries: [
      single({ name: 'Tree', icon: 'tree', settings: treeView, letter: 't' }),
      {
        name: 'Distances',
        icon: 'matrix',
        views: [{ name: 'Matrix', icon: 'matrix', settings: matrixView, letter: 'm' }, ...analysesOf('distances')],
      },
      {
        name: 'Lineage',
        icon: 'lineage',
        views: [{ name: 'Lineage', icon: 'lineage', settings: lineageView, letter: 'n' }, ...analysesOf('lineage')],
      },
    ],
  },
  {
    question: 'How good are they',
    entries: [
      {
        name: 'Scores',
        icon: 'scores',
        views: [
          { name: 'Scores', icon: 'scores', settings: scoresView, letter: 's' },
          { name: 'Benchmarks', icon: 'benchmarks', settings: benchmarksView, letter: 'b' },
          ...analysesOf('scores'),
        ],
      },
    ],
  },
  {
    question: 'What would a bigger one do',
    entries: [
      {
        name: 'Forecast',
        icon: 'forecast',
        views: [
          { name: 'Forecast', icon: 'forecast', settings: forecastView, letter: 'f' },
          { name: 'Scaling', icon: 'scaling', settings: scalingView, letter: 'c' },
          { name: 'Emergence', icon: 'emergence', settings: emergenceView, letter: 'e' },
          ...analysesOf('forecast'),
        ],
      },
    ],
  },
  {
    question: 'What do I tell others',
    entries: [single({ name: 'Report', icon: 'file', settings: reportView, letter: 'r' })],
  },
  {
    question: 'How does it work',
    entries: [single({ name: 'Help', icon: 'help', settings: helpView, letter: 'h' })],
  },
]

export const pages: readonly PageEntry[] = [
  { name: 'Model', icon: 'library', settings: modelView, about: ['model'], under: libraryView },
  { name: 'Pair', icon: 'matrix', settings: pairView, about: ['left', 'right'], under: libraryView },
]

export const barEntries: readonly BarEntry[] = questions.flatMap(({ entries }) => entries)

export const views: readonly ViewEntry[] = barEntries.flatMap((entry) => entry.views)

/** What every view and page keeps. */
export const allViewSettings: readonly ViewSettings[] = [...views, ...pages].map(({ settings }) => settings)

/** The entry that a view is part of; of a page, that of the view it stands under. */
export function barEntryOf(settings: ViewSettings): BarEntry | undefined {
  const { under = settings } = pages.find((page) => page.settings === settings) ?? {}
  return barEntries.find((entry) => entry.views.some((view) => view.settings === under))
}
