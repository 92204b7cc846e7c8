import { fixed } from './interval.ts'

/** Round numbers within a range, 1, 2 or 5 times a power of ten apart: at least one, at most `most`. */
export function axisTicks(low: number, high: number, most = 7): number[] {
  const width = high - low
  if (!(width > 0) || !Number.isFinite(width)) return [low]
  const rough = width / Math.max(1, most - 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * (1 - 1e-9)) ?? 10 * power
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  if (last < first) {
    // Where hardly any are wanted, a step may reach across the range: a round number near its middle is one.
    const finer = step / 10
    return [roundTo(Math.round((low + width / 2) / finer) * finer, finer)]
  }
  return Array.from({ length: last - first + 1 }, (_, index) => roundTo((first + index) * step, step))
}

/** The value without the digits far below a step, which only binary arithmetic has put there. */
function roundTo(value: number, step: number): number {
  const decimals = -Math.floor(Math.log10(step) + 1e-9)
  return Number(decimals > 100 ? value.toPrecision(12) : value.toFixed(Math.max(0, decimals))) + 0
}

/**
 * Ticks of a logarithmic axis within a range above 0, at most `most` of them: decades where there are three, else 1, 2
 * and 5 times these, else what a linear axis would have.
 */
export function logTicks(low: number, high: number, most = 7): number[] {
  const [first, last] = [Math.log10(low), Math.log10(high)]
  const every = Array.from({ length: Math.max(0, Math.ceil(last) - Math.floor(first) + 1) }, (_, index) => index)
  const times = (factors: readonly number[]): number[] =>
    every
      .flatMap((index) => factors.map((factor) => Number(`${factor}e${Math.floor(first) + index}`)))
      .filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9))
  const decades = decadeTicks(first, last, most).map((exponent) => Number(`1e${exponent}`))
  if (decades.length >= 3) return decades
  const linear = high < 10 * low ? axisTicks(low, high, most) : []
  const ticks = [times([1, 2, 5]), times([1, 3]), linear].find(({ length }) => length >= 3 && length <= most)
  if (ticks !== undefined) return ticks
  if (decades.length > 0) return decades
  return linear.length > 0 ? linear : [Number(`1e${Math.round((first + last) / 2)}`)]
}

/** Decimals beyond which a tick is written with an exponent. */
const mostTickDecimals = 6
/** Numbers from this on are written with an exponent where they are whole. */
const leastPower = 1e6

/**
 * How the ticks of one axis are written: all with as many decimals as the one that needs most, `0.20` beside `0.25`.
 */
export function tickTexts(ticks: readonly number[]): (tick: number) => string {
  const decimals = ticks.reduce((most, tick) => Math.max(most, decimalsOf(tick)), 0)
  const largest = ticks.reduce((most, tick) => Math.max(most, Math.abs(tick)), 0)
  if (decimals <= mostTickDecimals && (decimals > 0 || largest < leastPower)) return (tick) => fixed(tick, decimals)
  return powerText
}

/** A number at a logarithmic axis, by itself: `0.01`, `500`, `3.2e22`. */
export function logTickText(tick: number): string {
  return tick >= 1e-3 && tick < leastPower ? String(Number(tick.toPrecision(12))) : powerText(tick)
}

/** With an exponent and as few digits as it has, and a real minus sign: `2e21`, `−1.5e−7`. */
function powerText(value: number): string {
  if (value === 0) return '0'
  return Number(value.toPrecision(12)).toExponential().replace('e+', 'e').replaceAll('-', '−')
}

function decimalsOf(value: number): number {
  let decimals = 0
  while (decimals <= mostTickDecimals && Math.abs(Number(value.toFixed(decimals)) - value) > 1e-9 * Math.abs(value))
    decimals++
  return decimals
}

/** Whole numbers within a range, thinned out to at most `most`: decades on an axis of decimal logarithms. */
function decadeTicks(low: number, high: number, most = 9): number[] {
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, most - 1) - 1e-9))
  const first = Math.ceil(low / step - 1e-9) * step
  const count = Math.max(0, Math.floor((high - first) / step + 1e-9) + 1)
  return Array.from({ length: count }, (_, index) => first + index * step)
}
