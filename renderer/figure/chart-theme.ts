import type { FigurePalette } from '../../core/color/palette.ts'
import { axisTicks, tickTexts } from '../../core/format/axis-ticks.ts'
import { figureFont } from '../../core/scene/lettering.ts'

/**
 * The look of a chart's axes: properties of Recharts' `XAxis` and `YAxis`. Attributes only, so that an exported file
 * looks the same.
 */
export function axisLook(palette: FigurePalette) {
  const text = { fill: palette.muted, fontSize: 11, fontFamily: figureFont }
  return {
    stroke: palette.rule,
    tick: text,
    tickLine: { stroke: palette.rule },
    axisLine: { stroke: palette.rule },
  } as const
}

/** The look of an axis' title, `position` as Recharts wants it: below the axis, or turned beside it. */
export function axisTitle(palette: FigurePalette, value: string, axis: 'x' | 'y') {
  const text = { value, fill: palette.muted, fontSize: 11, fontFamily: figureFont }
  return axis === 'x'
    ? ({ ...text, position: 'insideBottom', offset: -14 } as const)
    : ({ ...text, angle: -90, position: 'insideLeft', offset: 2, style: { textAnchor: 'middle' } } as const)
}

/** The ticks of an axis of plain numbers: properties of Recharts' axes. */
export function numberTicks(low: number, high: number, most?: number) {
  return ticksAt(axisTicks(low, high, most))
}

/** The same for ticks that are given. */
export function ticksAt(ticks: readonly number[]) {
  return { ticks: [...ticks], tickFormatter: tickTexts(ticks) }
}

/** Room around the plot for the titles of the axes. */
export const chartMargin = { top: 12, right: 20, bottom: 22, left: 8 } as const

/** From the least to the most, with a margin; 0 to 1 where there is nothing. */
export function extent(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return [0, 1]
  const low = Math.min(...finite)
  const high = Math.max(...finite)
  const margin = Math.max(0.05, 0.05 * (high - low))
  return [low - margin, high + margin]
}
