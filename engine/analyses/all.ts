import type { z } from 'zod'
import type { Remark } from '../api/remark-contract.ts'
import type { Shown } from './definition.ts'
import { emergenceFit } from './emergence-fit.ts'
import { combinedTreeAnalysis } from './combined-tree.ts'
import { distancesAnalysis } from './distances.ts'
import { forecastAnalysis } from './forecast.ts'
import { lineageAnalysis } from './lineage.ts'
import { mapAnalysis } from './map.ts'
import { scalingFitAnalysis } from './scaling-fit.ts'
import { scalingGain } from './scaling-gain.ts'
import { scalingHypothetical } from './scaling-hypothetical.ts'
import { scalingSelect } from './scaling-select.ts'
import { scalingSpace } from './scaling-space.ts'
import type { SourceName } from './sources.ts'
import { treeAnalysis } from './tree.ts'

/** Every analysis. Calls, handlers, stale answers, commands, views and sections of the report follow from this list. */
export const analyses = [
  distancesAnalysis,
  treeAnalysis,
  combinedTreeAnalysis,
  mapAnalysis,
  lineageAnalysis,
  forecastAnalysis,
  scalingSpace,
  scalingFitAnalysis,
  scalingGain,
  scalingSelect,
  scalingHypothetical,
  emergenceFit,
] as const

export type Analysis = (typeof analyses)[number]
export type AnalysisName = Analysis['name']
type AnalysisNamed<N extends AnalysisName> = Extract<Analysis, { readonly name: N }>

/** Name of an analysis that is shown by its definition alone. */
export type ShownId = NonNullable<Analysis['shown']>['id']

/** An analysis that is shown by its definition alone; what it answers is known to the definition only. */
export interface ShownAnalysis {
  readonly name: AnalysisName
  readonly of: SourceName
  readonly request: z.ZodObject
  readonly shown: Shown<ShownAnswer, ShownId>
}

/** What the answers of all of these have. */
export interface ShownAnswer {
  /** In the order of the models. */
  readonly modelIds: readonly string[]
  readonly remarks: readonly Remark[]
}

export const shownAnalyses: readonly ShownAnalysis[] = analyses.flatMap((analysis) =>
  analysis.shown === undefined ? [] : [analysis as unknown as ShownAnalysis],
)

/** Entries of the Api's contract, by the names of the calls. */
export const analysisCalls = Object.fromEntries(analyses.map(({ name, call }) => [name, call])) as {
  readonly [N in AnalysisName]: AnalysisNamed<N>['call']
}

export function analysisNamed<N extends AnalysisName>(name: N): AnalysisNamed<N> {
  return analyses.find((analysis) => analysis.name === name) as AnalysisNamed<N>
}
