import { seededGenerator } from '../random/seeded-generator.ts'
import { ascending, quantile } from '../sampling/quantile.ts'
import { resampleGroups } from './family-resample.ts'

export type PairedVerdict = 'better' | 'no better' | 'worse'

/** Mean errors of two predictions of the same models, and their difference. */
export interface PairedDifference {
  readonly n: number
  readonly first: number
  readonly second: number
  /** First less second: below 0 where the first errs less. */
  readonly difference: number
  /** Percentile interval of the difference; null for fewer than two groups. */
  readonly lower: number | null
  readonly upper: number | null
  /** Of the first: better or worse only where the whole interval is. */
  readonly verdict: PairedVerdict
}

/**
 * Compares errors of two predictions on the models that both predict. The interval resamples groups of models, since models of one
 * family err together.
 *
 * @param pairs errors of one model by either prediction, and its group
 * @returns undefined without pairs
 */
export function pairedDifference(
  pairs: readonly { readonly first: number; readonly second: number; readonly group: string }[],
  { level, seed, replicates = 1000 }: { readonly level: number; readonly seed: number; readonly replicates?: number },
): PairedDifference | undefined {
  if (pairs.length === 0) return undefined
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const differences = pairs.map(({ first, second }) => first - second)
  const groups = pairs.map(({ group }) => group)
  const hasInterval = new Set(groups).size >= 2
  const generator = seededGenerator(seed)
  const drawn = ascending(
    hasInterval
      ? Array.from({ length: replicates }, () => mean(resampleGroups(groups, generator).drawn.map((at) => differences[at]!)))
      : [],
  )
  const lower = hasInterval ? quantile(drawn, (1 - level) / 2) : null
  const upper = hasInterval ? quantile(drawn, (1 + level) / 2) : null
  return {
    n: pairs.length,
    first: mean(pairs.map(({ first }) => first)),
    second: mean(pairs.map(({ second }) => second)),
    difference: mean(differences),
    lower,
    upper,
    verdict: upper !== null && upper < 0 ? 'better' : lower !== null && lower > 0 ? 'worse' : 'no better',
  }
}
