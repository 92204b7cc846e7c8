import type { Bounded } from '../similarity/bounded.ts'

/**
 * Numbers with an interval, written with the digits that the interval supports.
 *
 * Rule: value and ends have the same number of decimals, the least with which the interval is more than two units of
 * the last digit wide (so at most twenty). The ends are rounded outward, the value to the nearest such number inside of
 * the interval. So a written value lies in its own interval, written or not, and two values whose intervals do not meet
 * are never written alike. Intervals narrower than the sixth significant digit are the exception: there six digits are
 * written.
 */

const mostDigits = 6
/** More decimals than this are written with an exponent. */
const mostPlainDecimals = 6
/** Nothing that is measured here is smaller. */
const leastMagnitude = 1e-12
/** What binary arithmetic may add to a whole number of units. */
const rounding = 1e-9

/** Decimals of a value in this interval and of the interval's ends, by the rule above; 0 or more. */
export function supportedDecimals(lower: number, upper: number): number {
  const largest = Math.max(Math.abs(lower), Math.abs(upper))
  if (!Number.isFinite(largest) || largest < leastMagnitude) return 0
  const most = Math.max(0, mostDigits - 1 - Math.floor(Math.log10(largest)))
  let decimals = 0
  while (decimals < most && upper - lower <= 2 * 10 ** -decimals * (1 + rounding)) decimals++
  return decimals
}

/** `toFixed` with a real minus sign and without a negative zero. */
export function fixed(value: number, decimals: number): string {
  if (value === Infinity) return '∞'
  if (value === -Infinity) return '−∞'
  if (Number.isNaN(value)) return '–'
  const text = Math.abs(value).toFixed(decimals)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

/** A whole number of units of 10^-decimals; with the exponent of `largest` where plain decimals would be too many. */
function written(units: number, decimals: number, largest: number): string {
  if (decimals <= mostPlainDecimals) return fixed(units / 10 ** decimals, decimals)
  if (units === 0) return '0'
  const exponent = Math.floor(Math.log10(largest))
  return `${fixed(units / 10 ** (decimals + exponent), decimals + exponent)}e−${String(-exponent)}`
}

/**
 * The value by the rule above: `0.366` in 0.35 to 0.37. Where the interval is unbounded, `≥ 1.2` or `–`.
 *
 * @param most decimals at most, where there is no room for more; then a value may be written outside of a narrow
 *   interval
 */
export function boundedText({ value, lower, upper }: Bounded, most = Infinity): string {
  if (upper === Infinity) return lower === -Infinity ? '–' : `≥ ${fixed(Math.floor(lower * 10 + rounding) / 10, 1)}`
  return insideText({ value, lower, upper }, Math.min(most, supportedDecimals(lower, upper)))
}

/** The interval by the rule above: `0.4112 to 0.4131`. */
export function intervalText(lower: number, upper: number): string {
  if (upper === Infinity) return `at least ${fixed(Math.floor(lower * 10 + rounding) / 10, 1)}`
  return intervalEnds(lower, upper).join(' to ')
}

/** Both ends of a bounded interval by the rule above. */
export function intervalEnds(lower: number, upper: number): readonly [lower: string, upper: string] {
  return endTexts(lower, upper, supportedDecimals(lower, upper))
}

/** The value with so many decimals, inside of its interval where a number with these decimals is. */
export function insideText({ value, lower, upper }: Bounded, decimals: number): string {
  const unit = 10 ** decimals
  // An interval that leaves out 0 by less than the rounding does so all the same.
  const least = Math.max(Math.ceil(lower * unit - rounding), lower > 0 ? 1 : -Infinity)
  const greatest = Math.min(Math.floor(upper * unit + rounding), upper < 0 ? -1 : Infinity)
  const nearest = Math.round(value * unit)
  const inside = least > greatest ? nearest : Math.min(greatest, Math.max(least, nearest))
  return written(inside, decimals, Math.max(Math.abs(lower), Math.abs(upper)))
}

/** Both ends with so many decimals, rounded outward. */
export function endTexts(lower: number, upper: number, decimals: number): readonly [lower: string, upper: string] {
  const largest = Math.max(Math.abs(lower), Math.abs(upper))
  const [least, greatest] = outward(lower, upper, decimals)
  return [written(least, decimals, largest), written(greatest, decimals, largest)]
}

/** Both ends rounded outward, in units of the last decimal. */
export function outward(lower: number, upper: number, decimals: number): readonly [least: number, greatest: number] {
  const unit = 10 ** decimals
  return [Math.floor(lower * unit + rounding), Math.ceil(upper * unit - rounding)]
}
