import { groupedMean } from '../sampling/grouped-mean.ts'
import { type Verdict, verdictOf } from '../sampling/verdict.ts'
import { mean } from '../statistics/moments.ts'

/** Mean errors of two predictions of the same models, and their difference. */
export interface PairedDifference {
  readonly n: number
  readonly first: number
  readonly second: number
  /** First less second: below 0 where the first errs less. */
  readonly difference: number
  /** Interval of the difference; null for fewer than two groups. */
  readonly lower: number | null
  readonly upper: number | null
  /** Of the first. */
  readonly verdict: Verdict
}

/**
 * Compares errors of two predictions on the models that both predict. Models of one family err together, so families
 * are the units that vary (`groupedMean`).
 *
 * @param pairs errors of one model by either prediction, and its group
 * @param level share of true differences that the interval is to hold
 * @returns null without pairs
 */
export function pairedDifference(
  pairs: readonly { readonly first: number; readonly second: number; readonly group: string }[],
  level: number,
): PairedDifference | null {
  if (pairs.length === 0) return null
  const first = mean(pairs.map((pair) => pair.first))
  const second = mean(pairs.map((pair) => pair.second))
  const differences = pairs.map((pair) => ({ value: pair.first - pair.second, group: pair.group }))
  const { mean: difference, lower, upper } = groupedMean(differences, level)
  return { n: pairs.length, first, second, difference, lower, upper, verdict: verdictOf(lower, upper, first + second) }
}
