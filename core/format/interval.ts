import { distanceFromSimilarity } from '../similarity/distance-from-similarity.ts'
import type { SimilarityMeasure } from '../similarity/similarity-matrix.ts'

/**
 * Numbers with a certified interval, written with no more digits than the interval supports.
 *
 * Rule: `d` decimals are supported where the interval is at most two units of the d-th decimal wide, so that the last
 * digit shown is certain to one unit on either side, as in a measurement reported ± 1 in its last digit.
 */

const mostDecimals = 6

/** How many decimals an interval supports: the largest d of 0 to `most` with upper - lower <= 2 · 10^-d; -1 where not even the units are. */
export function supportedDecimals(lower: number, upper: number, most = mostDecimals): number {
  const width = upper - lower
  if (!Number.isFinite(width)) return -1
  // A width of exactly 2 · 10^-d comes out of binary subtraction a little wider; 1e-9 of a unit is not a digit.
  let decimals = -1
  while (decimals < most && width <= 2 * 10 ** -(decimals + 1) * (1 + 1e-9)) decimals++
  return decimals
}

function roundedDown(value: number, decimals: number): string {
  const unit = 10 ** decimals
  return fixed(Math.floor(value * unit + 1e-9) / unit, decimals)
}

function roundedUp(value: number, decimals: number): string {
  const unit = 10 ** decimals
  return fixed(Math.ceil(value * unit - 1e-9) / unit, decimals)
}

/** `toFixed` with a real minus sign and without a negative zero. */
export function fixed(value: number, decimals: number): string {
  if (value === Infinity) return '∞'
  if (value === -Infinity) return '−∞'
  if (Number.isNaN(value)) return '–'
  const text = Math.abs(value).toFixed(decimals)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

/**
 * The value with the digits that its interval supports, at most `most` decimals. Where not even one decimal is
 * supported, the interval itself, rounded outward: `0.2–0.5`; where it is unbounded, `≥ 1.2`.
 */
export function withSupportedDigits(value: number, lower: number, upper: number, most = 4): string {
  const decimals = supportedDecimals(lower, upper, most)
  if (decimals >= 1) return fixed(value, decimals)
  if (upper === Infinity) return lower === -Infinity ? '–' : `≥ ${roundedDown(lower, 1)}`
  return `${roundedDown(lower, 1)}–${roundedUp(upper, 1)}`
}

/** The interval rounded outward, with one digit more than the value is shown with: `0.4112 to 0.4131`. */
export function intervalText(lower: number, upper: number, most = 5): string {
  const decimals = Math.min(most, Math.max(1, supportedDecimals(lower, upper, most)) + 1)
  if (upper === Infinity) return `at least ${roundedDown(lower, decimals)}`
  return `${roundedDown(lower, decimals)} to ${roundedUp(upper, decimals)}`
}

export interface Bounded {
  readonly value: number
  readonly lower: number
  readonly upper: number
}

/** The interval of a distance from that of the similarity; the order turns around, as the distance falls where similarity rises. */
export function distanceInterval(measure: SimilarityMeasure, similarity: Bounded): Bounded {
  return {
    value: distanceFromSimilarity(measure, similarity.value),
    lower: distanceFromSimilarity(measure, similarity.upper),
    upper: distanceFromSimilarity(measure, similarity.lower),
  }
}
