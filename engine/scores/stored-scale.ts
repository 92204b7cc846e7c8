import { type KnownValues, scaleApart, scaleInTitle, type ScoreScale, withValue } from '../../core/table/score-scale.ts'
import type { StoredScore } from '../store/score-store.ts'

/** What is stored of each benchmark, metrics that are no share (bits per byte, perplexity) left out. */
export function storedShares(
  scores: readonly Pick<StoredScore, 'benchmark' | 'metric' | 'value'>[],
): ReadonlyMap<string, KnownValues> {
  const values = new Map<string, KnownValues>()
  for (const { benchmark, metric, value } of scores) {
    if (scaleInTitle(metric) === 'raw') continue
    values.set(benchmark, withValue(values.get(benchmark), value))
  }
  return values
}

/**
 * Why a value cannot stand beside the stored ones of its benchmark without a word, with both ways to read it; null
 * where it can.
 *
 * @param stored what is stored of the benchmark, as `storedShares` gives it; undefined: nothing
 */
export function scaleProblem(
  benchmark: string,
  metric: string,
  value: number,
  stored: KnownValues | undefined,
): string | null {
  const said = scaleInTitle(benchmark) ?? scaleInTitle(metric)
  if (said === 'raw' || scaleInTitle(metric) === 'raw') return null
  const apart =
    (stored === undefined ? null : scaleApart(stored, value)) ??
    (said === 'share' && Math.abs(value) > 1 ? 'above' : null)
  if (apart === null) return null
  const beside =
    stored === undefined
      ? `the metric ${metric} counts from 0 to 1`
      : `the stored scores of ${benchmark} go from ${stored.least} to ${stored.greatest}`
  if (apart === 'above') {
    return `${beside}, found ${value}: as percent it is ${percentOf(value)} (scale percent), as it stands ${value} (scale raw)`
  }
  return `${beside}, found ${value}, which may be a fraction: those were stored as they stood. Store it as it stands (scale raw), or remove them first`
}

/** A score as it is stored when it is given on a scale. */
export function onScale(value: number, scale: ScoreScale): number {
  return scale === 'percent' ? percentOf(value) : value
}

function percentOf(value: number): number {
  return value / 100
}
