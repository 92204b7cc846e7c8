import { normalQuantile } from '../sampling/normal-quantile.ts'
import { wilsonInterval } from '../statistics/wilson-interval.ts'
import type { ForecastInterval } from './held-out-forecasts.ts'

/** What is known of how finely a benchmark can measure a score. Null: not known. */
export interface Sampling {
  /** Items it is measured on. */
  readonly items: number | null
  /** Standard error of its measurements. */
  readonly stderr: number | null
}

/**
 * Standard deviation of a measurement of a score, as far as it comes from the draw of items: for a share of n items
 * that of a binomial share, with two right and two wrong ones added so that it is not 0 at the ends (Agresti & Coull,
 * The American Statistician 52, 1998); for other scores the standard error. 0 where nothing is known.
 */
export function samplingDeviation(score: number, { items, stderr }: Sampling, isFraction: boolean): number {
  if (!isFraction || items === null) return stderr ?? 0
  const share = (items * score + 2) / (items + 4)
  return Math.sqrt((share * (1 - share)) / items)
}

/**
 * The interval around a score that its measurement alone cannot be finer than: for a share of n items Wilson's; for
 * other scores the normal one. Undefined where nothing is known.
 *
 * @param score 0 to 1 where it is a share of items
 */
export function samplingInterval(
  score: number,
  sampling: Sampling,
  level: number,
  isFraction: boolean,
): ForecastInterval | undefined {
  const { items, stderr } = sampling
  const z = normalQuantile((1 + level) / 2)
  if (isFraction && items !== null) return wilsonInterval(score, items, z)
  return stderr === null ? undefined : { lower: score - z * stderr, upper: score + z * stderr }
}
