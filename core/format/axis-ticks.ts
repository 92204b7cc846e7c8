import { fixed } from './interval.ts'

/** Round numbers within a range, 1, 2 or 5 times a power of ten apart, at most `most` of them. */
export function axisTicks(low: number, high: number, most = 7): number[] {
  const width = high - low
  if (!(width > 0) || !Number.isFinite(width)) return [low]
  const rough = width / Math.max(1, most - 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * (1 - 1e-9)) ?? 10 * power
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, index) => Number(((first + index) * step).toFixed(decimals)) + 0,
  )
}

/** Decimals beyond which a tick is written with an exponent. */
const mostTickDecimals = 6

/**
 * How the ticks of one axis are written: all with as many decimals as the one that needs most, `0.20` beside `0.25`.
 */
export function tickTexts(ticks: readonly number[]): (tick: number) => string {
  const decimals = ticks.reduce((most, tick) => Math.max(most, decimalsOf(tick)), 0)
  return (tick) => (decimals > mostTickDecimals ? axisNumber(tick) : fixed(tick, decimals))
}

/** A number at an axis as short as it can be, with a real minus sign. */
export function axisNumber(value: number): string {
  return String(Number(value.toPrecision(6)))
    .replace('e+', 'e')
    .replaceAll('-', '−')
}

function decimalsOf(value: number): number {
  let decimals = 0
  while (decimals <= mostTickDecimals && Math.abs(Number(value.toFixed(decimals)) - value) > 1e-9 * Math.abs(value))
    decimals++
  return decimals
}

/** Whole numbers within a range, thinned out to at most `most`: decades on an axis of decimal logarithms. */
export function decadeTicks(low: number, high: number, most = 9): number[] {
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, most - 1)))
  const first = Math.ceil(low / step) * step
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, index) => first + index * step)
}
