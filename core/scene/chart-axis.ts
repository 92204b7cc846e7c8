import { axisTicks, logTicks, logTickText, tickTexts } from '../format/axis-ticks.ts'
import { roundWeightsText } from '../format/quantity.ts'
import { textWidth } from './lettering.ts'

export interface ChartAxis {
  /** With its unit: `pretraining loss, nats`. Empty: none. */
  readonly title: string
  /** Least and greatest value of the plot; `low` below `high`, above 0 where the scale is logarithmic. */
  readonly low: number
  readonly high: number
  /** Default `linear`. */
  readonly scale?: 'linear' | 'log'
  /** True: the greatest value comes first, at the left or the bottom. */
  readonly isReversed?: boolean
  /** `weights`: its round numbers are counts of weights, written as `480 k`. Default `numbers`. */
  readonly counted?: 'numbers' | 'weights'
  /** Default: round numbers, as many as have room. */
  readonly ticks?: readonly AxisTick[]
}

export interface AxisTick {
  readonly value: number
  readonly text: string
}

/** Between the values of an axis and pixels of the drawing. */
export interface AxisScale {
  readonly toPixels: (value: number) => number
  readonly toValue: (pixels: number) => number
}

/** Size of the letters at an axis, in pixels. */
export const axisTextSize = 11
/** Room that a line of them takes, and what must be free between two texts of one line. */
const line = 16
const gap = 10
const mostTicks = 9
/** Farther out than this many lengths of the axis nothing is told apart: numbers stay small enough to be drawn. */
const farthest = 1e4
/** Values closer than this share of their magnitude differ by rounding only: their ticks would read the same. */
const narrowest = 1e-8

/**
 * The scale of an axis between two places, in pixels. Throws RangeError for ends that span no axis; `toPixels` throws
 * one for a value that has no place on it.
 */
export function axisScale(axis: ChartAxis, start: number, end: number): AxisScale {
  const { low, high, title, isReversed = false } = axis
  const isLog = axis.scale === 'log'
  if (!(low < high) || !Number.isFinite(high - low) || (isLog && !(low > 0)))
    throw new RangeError(
      `${nameOf(title)}: expected ends in ascending order${isLog ? ', above 0' : ''}, found ${low} and ${high}`,
    )
  const onAxis = (value: number): number => (isLog ? Math.log10(value) : value)
  const [least, width] = [onAxis(low), onAxis(high) - onAxis(low)]
  const [from, to] = isReversed ? [end, start] : [start, end]
  return {
    toPixels: (value) => {
      if (!Number.isFinite(value) || (isLog && !(value > 0)))
        throw new RangeError(
          `${nameOf(title)}: expected a finite number${isLog ? ' above 0' : ''}, found ${String(value)}`,
        )
      const share = (onAxis(value) - least) / width
      return from + Math.min(farthest, Math.max(-farthest, share)) * (to - from)
    },
    toValue: (pixels) => {
      const value = least + ((pixels - from) / (to - from)) * width
      return isLog ? 10 ** value : value
    },
  }
}

function nameOf(title: string): string {
  return title === '' ? 'Axis' : `Axis "${title}"`
}

/** Least to greatest of some values, with a twentieth of room on both sides; 0 to 1 where there are none. */
export function linearExtent(values: readonly number[]): { readonly low: number; readonly high: number } {
  if (values.length === 0) return { low: 0, high: 1 }
  const [least, greatest] = endsOf(values)
  const width = greatest - least
  const magnitude = Math.max(Math.abs(least), Math.abs(greatest))
  const margin = width > narrowest * magnitude ? 0.05 * width : 0.05 * magnitude || 0.5
  return { low: least - margin, high: greatest + margin }
}

/** The same for values above 0 on a logarithmic axis; a decade around a single one, 1 to 10 where there is none. */
export function logExtent(values: readonly number[]): { readonly low: number; readonly high: number } {
  if (values.length === 0) return { low: 1, high: 10 }
  // In decades: the ratio of the ends may be no number where both of them are.
  const [least, greatest] = endsOf(values.map(Math.log10))
  const width = greatest - least
  const margin = width > narrowest ? 0.05 * width : 0.5
  return {
    low: Math.max(Number.MIN_VALUE, 10 ** (least - margin)),
    high: Math.min(Number.MAX_VALUE, 10 ** (greatest + margin)),
  }
}

/** Values of an axis from its least to its greatest, evenly spaced in its drawing. */
export function valuesAlong({ low, high, scale }: ChartAxis, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1)
    return scale === 'log' ? low ** (1 - share) * high ** share : low + (high - low) * share
  })
}

/** Least and greatest of some values, however many; Infinity and -Infinity of none. */
export function endsOf(values: readonly number[]): readonly [least: number, greatest: number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((greatest, value) => Math.max(greatest, value), -Infinity),
  ]
}

/** The ticks of a horizontal axis whose texts do not touch. */
export function ticksAcross(axis: ChartAxis, scale: AxisScale): readonly AxisTick[] {
  return fitting(axis, scale, ({ text }) => textWidth(text, axisTextSize) + gap)
}

/** The ticks of a vertical axis whose texts do not touch. */
export function ticksAlong(axis: ChartAxis, scale: AxisScale): readonly AxisTick[] {
  return fitting(axis, scale, () => line)
}

/** Of given ticks those that have room, the first and the last before those between; else as many round ones as do. */
function fitting(axis: ChartAxis, scale: AxisScale, extentOf: (tick: AxisTick) => number): readonly AxisTick[] {
  const areApart = (left: AxisTick, right: AxisTick): boolean =>
    Math.abs(scale.toPixels(left.value) - scale.toPixels(right.value)) >= (extentOf(left) + extentOf(right)) / 2
  const { ticks, low, high } = axis
  if (ticks !== undefined) {
    const [first, ...rest] = ticks.filter(({ value }) => value >= low && value <= high)
    if (first === undefined) return []
    const kept: AxisTick[] = []
    for (const tick of [first, ...rest.slice(-1), ...rest.slice(0, -1)])
      if (kept.every((earlier) => areApart(tick, earlier))) kept.push(tick)
    return kept.sort((left, right) => left.value - right.value)
  }
  for (let most = mostTicks; most > 2; most--) {
    const round = roundTicks(axis, most)
    if (round.every((tick, index) => index === 0 || areApart(tick, round[index - 1]!))) return round
  }
  return roundTicks(axis, 2).slice(0, 1)
}

function roundTicks({ low, high, scale, counted }: ChartAxis, most: number): readonly AxisTick[] {
  const values = scale === 'log' ? logTicks(low, high, most) : axisTicks(low, high, most)
  const textOf = counted === 'weights' ? roundWeightsText : scale === 'log' ? logTickText : tickTexts(values)
  return values.map((value) => ({ value, text: textOf(value) }))
}
