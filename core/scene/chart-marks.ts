import { clipLine, clipPolygon, isInside, type Box, type Point } from './clip.ts'
import type { AxisScale } from './chart-axis.ts'
import { pointShape, type PointForm } from './point-shape.ts'
import type { Ink, Shape } from './scene.ts'

interface Marked {
  readonly ink: Ink
  /** What it stands for, by `markTitle`: said where the pointer rests on it and to readers by ear. */
  readonly title?: string
  /** Where it leads within the page, as an address's fragment. */
  readonly link?: string
}

/** A line through points, in values of the axes. */
export interface LineMark extends Marked {
  readonly kind: 'line'
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** Default 1.5. */
  readonly width?: number
  /** As in SVG: `5 3`. */
  readonly dash?: string
  /** True: each value holds up to the next point. */
  readonly isStepped?: boolean
}

/** What lies between two curves. */
export interface BandMark extends Marked {
  readonly kind: 'band'
  readonly points: readonly { readonly x: number; readonly lower: number; readonly upper: number }[]
}

/** A range of the horizontal axis over the whole height. */
export interface SpanMark extends Marked {
  readonly kind: 'span'
  readonly from: number
  readonly to: number
}

export interface PointMark extends Marked {
  readonly kind: 'point'
  readonly x: number
  readonly y: number
  readonly form: PointForm
  /** Of a dot. Default: a little less than 1, so that those that overlap are told apart. */
  readonly opacity?: number
}

/** An interval at a place: of the value on the vertical axis (`y`) or on the horizontal one (`x`). */
export interface ErrorBarMark extends Marked {
  readonly kind: 'error bar'
  readonly of: 'x' | 'y'
  readonly x: number
  readonly y: number
  readonly lower: number
  readonly upper: number
}

/** A bar along the horizontal axis, from 0 or anywhere else. */
export interface BarMark extends Marked {
  readonly kind: 'bar'
  readonly y: number
  readonly from: number
  readonly to: number
}

/** A line at one value of an axis through the whole plot. */
export interface ReferenceMark extends Marked {
  readonly kind: 'reference'
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly width?: number
  readonly dash?: string
  /** Above the plot; of a value of the horizontal axis only. */
  readonly label?: string
}

export type ChartMark = LineMark | BandMark | SpanMark | PointMark | ErrorBarMark | BarMark | ReferenceMark

/** Where a chart draws its marks, in pixels, and the scales of its axes. */
export interface Plot extends Box {
  readonly x: AxisScale
  readonly y: AxisScale
}

const barThickness = 13
/** Half the length of the lines that end an error bar. */
const cap = 3

/** A mark as far as it lies in the plot. Throws RangeError for a value that has no place on its axis. */
export function markShapes(mark: ChartMark, plot: Plot): readonly Shape[] {
  const shapes = bareShapes(mark, plot)
  const { title, link } = mark
  if (shapes.length === 0 || (title === undefined && link === undefined)) return shapes
  return [
    {
      kind: 'group',
      shapes,
      ...(title === undefined ? {} : { title }),
      ...(link === undefined ? {} : { link }),
    },
  ]
}

function bareShapes(mark: ChartMark, plot: Plot): readonly Shape[] {
  const { x: across, y: along } = plot
  const { ink } = mark
  switch (mark.kind) {
    case 'line': {
      const { points, width = 1.5, dash, isStepped = false } = mark
      const pixels = points.map(({ x, y }): Point => [across.toPixels(x), along.toPixels(y)])
      return linesOf(clipLine(isStepped ? stepped(pixels) : pixels, plot), ink, width, dash)
    }
    case 'band': {
      const edge = (of: 'lower' | 'upper') =>
        mark.points.map((point): Point => [across.toPixels(point.x), along.toPixels(point[of])])
      const outline = clipPolygon([...edge('upper'), ...edge('lower').reverse()], plot)
      return outline.length < 3 ? [] : [{ kind: 'path', d: `${pathOf(outline)}z`, fill: ink, fillOpacity: 0.18 }]
    }
    case 'span': {
      const [from, to] = within(across.toPixels(mark.from), across.toPixels(mark.to), plot.left, plot.right)
      const { top, bottom } = plot
      if (!(from < to)) return []
      return [{ kind: 'rect', x: from, y: top, width: to - from, height: bottom - top, fill: ink, fillOpacity: 0.08 }]
    }
    case 'point': {
      const point: Point = [across.toPixels(mark.x), along.toPixels(mark.y)]
      return isInside(point, plot) ? [pointShape(mark.form, ...point, ink, mark.opacity)] : []
    }
    case 'error bar': {
      const { of } = mark
      const [ends, at] =
        of === 'y'
          ? [[along.toPixels(mark.upper), along.toPixels(mark.lower)], across.toPixels(mark.x)]
          : [[across.toPixels(mark.lower), across.toPixels(mark.upper)], along.toPixels(mark.y)]
      const placed = (end: number, beside = 0): Point => (of === 'y' ? [at + beside, end] : [end, at + beside])
      const strokes = [
        ends.map((end) => placed(end)),
        ...ends.map((end) => [placed(end, -cap), placed(end, cap)]),
      ].flatMap((stroke) => clipLine(stroke, plot))
      return strokes.length === 0
        ? []
        : [{ kind: 'path', d: strokes.map(pathOf).join(''), stroke: ink, strokeWidth: 1 }]
    }
    case 'bar': {
      const middle = along.toPixels(mark.y)
      const [from, to] = within(across.toPixels(mark.from), across.toPixels(mark.to), plot.left, plot.right)
      const [top, bottom] = within(middle - barThickness / 2, middle + barThickness / 2, plot.top, plot.bottom)
      if (!(from <= to && top < bottom)) return []
      return [{ kind: 'rect', x: from, y: top, width: to - from, height: bottom - top, fill: ink }]
    }
    case 'reference': {
      const { axis, at, width = 1, dash } = mark
      const { left, top, right, bottom } = plot
      const pixel = axis === 'x' ? across.toPixels(at) : along.toPixels(at)
      const ends: Point[] =
        axis === 'x'
          ? [
              [pixel, top],
              [pixel, bottom],
            ]
          : [
              [left, pixel],
              [right, pixel],
            ]
      return linesOf(clipLine(ends, plot), ink, width, dash)
    }
  }
}

function linesOf(pieces: readonly (readonly Point[])[], ink: Ink, width: number, dash?: string): readonly Shape[] {
  if (pieces.length === 0) return []
  return [
    {
      kind: 'path',
      d: pieces.map(pathOf).join(''),
      stroke: ink,
      strokeWidth: width,
      ...(dash === undefined ? {} : { dash }),
    },
  ]
}

function stepped(points: readonly Point[]): Point[] {
  return points.flatMap((point, index) => (index === 0 ? [point] : [[point[0], points[index - 1]![1]], point]))
}

/** Two ends in ascending order, as far as they lie between two others. */
function within(left: number, right: number, least: number, greatest: number): readonly [from: number, to: number] {
  return [Math.max(least, Math.min(left, right)), Math.min(greatest, Math.max(left, right))]
}

function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('')
}
