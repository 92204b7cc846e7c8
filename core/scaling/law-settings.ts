import type { ScoreLawChoice } from './score-law.ts'

/** How a law from capability measures to a score is fitted, and how its intervals are made. */
export interface LawSettings extends ScoreLawChoice {
  /** Components of the capability space. */
  readonly components: number
  /** Score of guessing; 0 on the scale of the law. */
  readonly chance: number
  /** Best possible score; 1 on the scale of the law. */
  readonly top: number
  /** Bootstrap replicates behind the intervals; 0 gives none. */
  readonly replicates: number
  /** Share of truths that an interval is to contain, above 0 and below 1. */
  readonly level: number
  readonly seed: number
  /** Titles of the metrics and of the score, for errors and notes; by default their numbers and "score". */
  readonly metricNames?: readonly string[]
  readonly targetName?: string
  /** Called after each replicate, with how many are done. */
  readonly onReplicate?: (done: number) => void
}
