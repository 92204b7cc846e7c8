import { normalQuantile } from '../sampling/normal-quantile.ts'
import { wilsonInterval } from '../statistics/wilson-interval.ts'
import { fixed } from './interval.ts'
import { plusMinus } from './plus-minus.ts'

/** A score with what is known of its error. */
export interface KnownScore {
  readonly value: number
  readonly stderr: number | null
  /** Items it was measured on; null where not known. */
  readonly n: number | null
}

/**
 * A score with its standard error to two digits, and no more of the score: `0.512 ± 0.014`; without an error, four
 * decimals. Where all items or none are right, `unanimousText`.
 */
export function scoreText(score: KnownScore): string {
  const { value, stderr } = score
  const unanimous = unanimousText(score, 1)
  if (unanimous !== null) return unanimous
  if (stderr === null || !(stderr > 0)) return fixed(value, 4)
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(stderr))))
  return `${fixed(value, decimals)} ± ${fixed(stderr, decimals)}`
}

/** As `plusMinus`, in units of `unit`. Where all items or none are right, `unanimousText`. */
export function shortScoreText(score: KnownScore, unit = 1): string {
  const { value, stderr } = score
  return unanimousText(score, unit) ?? plusMinus(unit * value, stderr === null ? null : unit * stderr)
}

/**
 * Where all of n items, or none, are right, the standard error of the mean is 0, which tells nothing of how sure the
 * score is. Wilson's 95 % interval stands in its place, its end rounded outward to three decimals: `1 (0.961 to 1)`.
 * Null for other scores, and where n is not known.
 *
 * @param unit 1, or 100 for percent
 */
function unanimousText({ value, stderr, n }: KnownScore, unit: number): string | null {
  if (stderr !== 0 || n === null || n < 1 || (value !== 0 && value !== 1)) return null
  const { lower, upper } = wilsonInterval(value, n, normalQuantile(0.975))
  const decimals = unit === 1 ? 3 : 1
  const step = 10 ** decimals
  return value === 1
    ? `${fixed(unit, 0)} (${fixed(Math.floor(lower * unit * step) / step, decimals)} to ${fixed(unit, 0)})`
    : `0 (0 to ${fixed(Math.ceil(upper * unit * step) / step, decimals)})`
}
