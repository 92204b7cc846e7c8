import { boundedText, fixed, intervalEnds, supportedDecimals } from '../format/interval.ts'
import { significant } from '../format/quantity.ts'

/** The 5, 50 and 95 % points of a loss or a factor; null stands for infinity. */
interface Points<T> {
  readonly lower: T
  readonly median: T
  readonly upper: T
}

/** The 5, 50 and 95 % points of a loss by the rule of interval.ts. */
export function lossTexts({
  lower,
  median,
  upper,
}: Points<number>): readonly [lower: string, median: string, upper: string] {
  const [from, to] = intervalEnds(lower, upper)
  return [from, boundedText({ value: median, lower, upper }), to]
}

/** A loss beside an interval, to the interval's decimals; it need not lie in it. */
export function lossBeside(loss: number, { lower, upper }: { readonly lower: number; readonly upper: number }): string {
  return fixed(loss, supportedDecimals(lower, upper))
}

/**
 * The 5, 50 and 95 % points of a multiple of compute: `1.21×`, `35×`, `never`. Two digits, or the interval's where it
 * is narrow.
 */
export function factorTexts({
  lower,
  median,
  upper,
}: Points<number | null>): readonly [lower: string, median: string, upper: string] {
  if (lower !== null && upper !== null && median !== null && upper < 10 * lower) {
    const texts = lossTexts({ lower, median, upper })
    return [`${texts[0]}×`, `${texts[1]}×`, `${texts[2]}×`]
  }
  return [factorText(lower), factorText(median), factorText(upper)]
}

/** A multiple of compute by itself. */
export function factorText(factor: number | null): string {
  return factor === null || !Number.isFinite(factor) ? 'never' : `${significant(factor, 2)}×`
}
