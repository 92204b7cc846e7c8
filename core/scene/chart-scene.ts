import { shortenApart, truncateMiddle } from '../format/truncate.ts'
import { wrapText } from '../format/wrap-text.ts'
import type { NumberTable } from '../table/number-table.ts'
import { axisScale, axisTextSize, ticksAcross, ticksAlong, type AxisTick, type ChartAxis } from './chart-axis.ts'
import { chartLegend, type LegendEntry } from './chart-legend.ts'
import { markShapes, type ChartMark, type Plot } from './chart-marks.ts'
import { characterWidth, textWidth } from './lettering.ts'
import { labelRow, referenceLabels } from './reference-labels.ts'
import type { Scene, Shape } from './scene.ts'

/** A chart with axes as plain data, without a size. */
export interface Chart<Id extends string = string> {
  /** Its name within its view and in names of files: `residuals`. */
  readonly id: Id
  readonly title: string
  /** What is shown, by which method. */
  readonly caption: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  /** What is drawn, from back to front. */
  readonly marks: readonly ChartMark[]
  /** What is missing, said in the plot where there is no mark. */
  readonly absent?: string
  /** What the marks mean; empty where the axes say it all. */
  readonly legend: readonly LegendEntry[]
  /** The numbers behind it. */
  readonly table: NumberTable
  /** Height of plot and axes in pixels. */
  readonly height: number
}

const edge = { top: 10, right: 18, bottom: 6, left: 8 }
/** Least room between a text of an axis and the edge of the drawing. */
const leastMargin = 4
/** From an axis to the texts of its ticks, and the room of a line of text. */
const tickGap = 7
const textLine = 16
/** Above and below the legend. */
const legendGap = 8
const gridOpacity = 0.35
const absentSize = 12

export interface ChartSize {
  readonly width: number
  /** Of plot and axes; the legend comes below. Default: the chart's own. */
  readonly height?: number
}

/**
 * A chart in a width: plot, axes and legend. Throws RangeError for a value that has no place on its axis, such as NaN,
 * and for an axis whose ends do not span one.
 */
export function chartScene(chart: Chart, size: ChartSize): Scene {
  const { width, height = chart.height } = size
  const { plot, ticks, labels } = laidOut(chart, size)
  const legend = chartLegend(chart.legend, width - plot.left - edge.right)
  return {
    width,
    height: height + (chart.legend.length === 0 ? 0 : legend.height + 2 * legendGap),
    title: chart.title,
    description: chart.caption,
    shapes: [
      ...gridShapes(plot, ticks),
      ...axisShapes(chart, plot, ticks, width),
      ...chart.marks.flatMap((mark) => markShapes(mark, plot)),
      ...(chart.absent === undefined || chart.marks.length > 0 ? [] : absentShapes(chart.absent, plot)),
      { kind: 'group', y: plot.top, shapes: labels },
      ...(chart.legend.length === 0
        ? []
        : [{ kind: 'group', x: plot.left, y: height + legendGap, shapes: legend.shapes } as const]),
    ],
  }
}

const fileSize = { width: 900, height: 480 }

/** A chart in the size of a file of its own. */
export function chartDrawing(chart: Chart): Scene {
  return chartScene(chart, { ...fileSize, height: Math.max(fileSize.height, chart.height) })
}

/** Where a chart of this size draws its marks: for what lies above it on the page. */
export function chartPlot(chart: Chart, size: ChartSize): Plot {
  return laidOut(chart, size).plot
}

interface Ticks {
  readonly x: readonly AxisTick[]
  readonly y: readonly AxisTick[]
}

interface LaidOut {
  readonly plot: Plot
  readonly ticks: Ticks
  /** Texts above the plot. */
  readonly labels: readonly Shape[]
}

function laidOut(chart: Chart, { width, height = chart.height }: ChartSize): LaidOut {
  const { x, y, marks } = chart
  const bottom = Math.max(edge.top + textLine, height - edge.bottom - tickGap - textLine - titleLine(x))
  // The texts beside the vertical axis say where the plot begins, what stands above it where it ends.
  const rough = ticksAlong(y, axisScale(y, bottom, edge.top))
  const texts = shortenApart(
    rough.map(({ text }) => text),
    Math.max(8, Math.floor((0.42 * width) / (axisTextSize * characterWidth))),
  )
  const left = edge.left + titleLine(y) + tickGap + Math.max(0, ...texts.map((text) => textWidth(text, axisTextSize)))
  const right = Math.max(left + textLine, width - edge.right)
  const across = axisScale(x, left, right)
  const above = referenceLabels(
    marks.flatMap((mark) =>
      mark.kind === 'reference' && mark.axis === 'x' && mark.label !== undefined
        ? [{ text: mark.label, x: across.toPixels(mark.at), ink: mark.ink }]
        : [],
    ),
    left,
    right,
  )
  const top = Math.min(edge.top + above.rows * labelRow, bottom - textLine)
  const along = axisScale(y, bottom, top)
  const kept = new Set(ticksAlong({ ...y, ticks: rough }, along).map(({ value }) => value))
  return {
    plot: { left, top, right, bottom, x: across, y: along },
    ticks: {
      x: ticksAcross(x, across),
      y: rough.flatMap(({ value }, index) => (kept.has(value) ? [{ value, text: texts[index]! }] : [])),
    },
    labels: above.shapes,
  }
}

function titleLine({ title }: ChartAxis): number {
  return title === '' ? 0 : textLine
}

function gridShapes(plot: Plot, { x, y }: Ticks): readonly Shape[] {
  const { left, top, right, bottom } = plot
  const lines = [
    ...x.map(({ value }) => `M${plot.x.toPixels(value).toFixed(2)} ${top.toFixed(2)}V${bottom.toFixed(2)}`),
    ...y.map(({ value }) => `M${left.toFixed(2)} ${plot.y.toPixels(value).toFixed(2)}H${right.toFixed(2)}`),
  ]
  if (lines.length === 0) return []
  return [{ kind: 'path', d: lines.join(''), stroke: 'rule', strokeWidth: 1, strokeOpacity: gridOpacity }]
}

function axisShapes(chart: Chart, plot: Plot, ticks: Ticks, width: number): readonly Shape[] {
  const { left, top, right, bottom } = plot
  const look = { size: axisTextSize, fill: 'muted', isMiddle: true } as const
  const middle = { ...look, anchor: 'middle' } as const
  const fit = (text: string, available: number): string =>
    truncateMiddle(text, Math.max(4, Math.floor(available / (axisTextSize * characterWidth))))
  /** Middle of a text at a place, as far inside as the drawing's edges ask for. */
  const centre = (text: string, x: number): number => {
    const half = textWidth(text, axisTextSize) / 2 + leastMargin
    return Math.max(half, Math.min(width - half, x))
  }
  return [
    {
      kind: 'path',
      d: `M${left.toFixed(2)} ${top.toFixed(2)}V${bottom.toFixed(2)}H${right.toFixed(2)}`,
      stroke: 'rule',
      strokeWidth: 1,
    },
    ...ticks.x.map(
      ({ value, text }): Shape => ({
        kind: 'text',
        x: centre(text, plot.x.toPixels(value)),
        y: bottom + tickGap + 6,
        text,
        ...middle,
      }),
    ),
    ...ticks.y.map(
      ({ value, text }): Shape => ({
        kind: 'text',
        x: left - tickGap,
        y: plot.y.toPixels(value),
        text,
        ...look,
        anchor: 'end',
      }),
    ),
    ...axisTitle(fit(chart.x.title, width - 2 * edge.left), (text) => ({
      kind: 'text',
      x: centre(text, (left + right) / 2),
      y: bottom + tickGap + textLine + 8,
      text,
      ...middle,
    })),
    ...axisTitle(fit(chart.y.title, bottom), (text) => ({
      kind: 'text',
      x: edge.left + 6,
      y: (top + bottom) / 2,
      text,
      ...middle,
      rotation: -90,
    })),
  ]
}

function absentShapes(text: string, { left, top, right, bottom }: Plot): readonly Shape[] {
  const lines = wrapText(text, (right - left) / (absentSize * characterWidth))
  return lines.map((line, index) => ({
    kind: 'text',
    x: (left + right) / 2,
    y: (top + bottom) / 2 + (index - (lines.length - 1) / 2) * textLine,
    text: line,
    size: absentSize,
    fill: 'muted',
    anchor: 'middle',
    isMiddle: true,
  }))
}

function axisTitle(title: string, shape: (title: string) => Shape): readonly Shape[] {
  return title === '' ? [] : [shape(title)]
}
