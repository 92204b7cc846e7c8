import { samplingDeviation } from '../../../core/forecast/sampling-noise.ts'
import { normalQuantile } from '../../../core/sampling/normal-quantile.ts'
import type { Score } from '../../../engine/api/scores-contract.ts'
import type { ScoreRow } from './score-grid.ts'

/** How a score stands to the best one of its column. */
export type Standing = 'best' | 'not worse'

/** Metrics of which less is better. */
const lessIsBetter = /^(?:bits_per_byte|bits per byte|perplexity|ppl|loss)$/i

/** Whether a smaller value of a metric is the better one. */
export function isLessBetter(metric: string): boolean {
  return lessIsBetter.test(metric)
}

/**
 * By the id of a row, how its score in a column stands to the best one among the rows: the best itself, or not worse at
 * a level of 95 % by the normal error of the difference, as if the two were measured on other items. A score without a
 * known error counts as exact. Empty for a column with one score alone.
 */
export function standings(rows: readonly ScoreRow[], columnId: string, metric: string): ReadonlyMap<string, Standing> {
  const scored = rows.flatMap(({ id, cells }) => {
    const score = cells.get(columnId)?.[0]
    return score === undefined ? [] : [{ id, score }]
  })
  if (scored.length < 2) return new Map()
  const sign = isLessBetter(metric) ? -1 : 1
  const best = scored.reduce((one, other) => (sign * other.score.value > sign * one.score.value ? other : one)).score
  const most = normalQuantile(0.975)
  return new Map(
    scored.flatMap(({ id, score }): [string, Standing][] => {
      const behind = sign * (best.value - score.value)
      if (behind === 0) return [[id, 'best']]
      return behind <= most * Math.hypot(deviationOf(best), deviationOf(score)) ? [[id, 'not worse']] : []
    }),
  )
}

/** The standard error; of a share of items that is 0 or 1 what the draw of items leaves open. */
function deviationOf({ value, stderr, n }: Pick<Score, 'value' | 'stderr' | 'n'>): number {
  return stderr === 0 && (value === 0 || value === 1)
    ? samplingDeviation(value, { items: n, stderr }, true)
    : (stderr ?? 0)
}
