import type { Bounded } from '../similarity/bounded.ts'
import { endTexts, insideText, outward, supportedDecimals } from './interval.ts'
import { significant } from './quantity.ts'

/** So many decimals more are written of a difference, to tell its end from 0. */
const mostFurtherDecimals = 2

/**
 * A difference with its interval by the rule of interval.ts, and with up to two more decimals so that an interval which
 * leaves out 0 is written so: `−1.1, −4.0 to −0.2`. An end that is nearer to 0 is written with one digit of its own,
 * rounded towards 0: `2, 1e−8 to 5`.
 */
export function differenceText({ value, lower, upper }: Bounded): string {
  const supported = supportedDecimals(lower, upper)
  for (let decimals = supported; decimals <= supported + mostFurtherDecimals; decimals++) {
    const [least, greatest] = outward(lower, upper, decimals)
    if ((lower > 0 && least <= 0) || (upper < 0 && greatest >= 0)) continue
    return `${insideText({ value, lower, upper }, decimals)}, ${endTexts(lower, upper, decimals).join(' to ')}`
  }
  const [from, to] = endTexts(lower, upper, supported)
  const ends = lower > 0 ? [leadingDigit(lower), to] : [from, leadingDigit(upper)]
  return `${insideText({ value, lower, upper }, supported)}, ${ends.join(' to ')}`
}

/** The first digit of a number at its place: `1e−8` of 1.9e-8. */
function leadingDigit(value: number): string {
  const [mantissa = '', power = ''] = value.toExponential(15).split('e')
  return significant(Number(`${mantissa.split('.')[0]!}e${power}`), 1)
}
