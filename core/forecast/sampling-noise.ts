import { normalQuantile } from '../sampling/normal-quantile.ts'
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
 * The interval around a score that its measurement alone cannot be finer than: for a share of n items Wilson's (Journal
 * of the American Statistical Association 22, 1927), which is never empty, not even at 0 and 1; for other scores the
 * normal one. Undefined where nothing is known.
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
  if (isFraction && items !== null) {
    const weight = 1 + (z * z) / items
    const centre = (score + (z * z) / (2 * items)) / weight
    const half = (z / weight) * Math.sqrt((score * (1 - score)) / items + (z * z) / (4 * items * items))
    return { lower: centre - half, upper: centre + half }
  }
  return stderr === null ? undefined : { lower: score - z * stderr, upper: score + z * stderr }
}
