import type { ModelSummary, ProbeSummary } from '../../engine/api/contract.ts'
import type { ScoreTable } from '../../engine/api/scores-contract.ts'
import type { Comparison } from '../views/comparison/use-comparison.ts'

/** What was asked for, why it could not be had, or undefined while it is on its way. */
export type Known<T> = T | Error | undefined

/** What is known of the library before anything is computed. */
export interface LibraryFacts {
  readonly models: readonly ModelSummary[]
  /** Ids of the models whose weights are read. */
  readonly read: Known<ReadonlySet<string>>
  readonly probes: Known<readonly ProbeSummary[]>
  /** The comparison that is held. */
  readonly comparison: Comparison
  readonly scores: Known<ScoreTable>
}

/** What a page is about: one model or two, in a library. */
export interface Subject<Models extends readonly ModelSummary[] = readonly ModelSummary[]> {
  readonly models: Models
  readonly library: LibraryFacts
}

export type ModelSubject = Subject<readonly [ModelSummary]>
export type PairSubject = Subject<readonly [ModelSummary, ModelSummary]>
