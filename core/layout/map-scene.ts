import { colorCategories } from '../color/categories.ts'
import { axisTicks } from '../format/axis-ticks.ts'
import { printable } from '../format/printable.ts'
import { shortenApart } from '../format/truncate.ts'
import { categoryLegend, categoryLegendHeight, legendEntries } from '../scene/category-legend.ts'
import { textWidth } from '../scene/lettering.ts'
import { scaleBar } from '../scene/scale-bar.ts'
import { categoryInks, type Ink, type Scene, type Shape } from '../scene/scene.ts'

export interface MapPoint {
  readonly name: string
  readonly x: number
  readonly y: number
  /** Covariance of its place; null where it is not known. */
  readonly spread: { readonly xx: number; readonly xy: number; readonly yy: number } | null
  /** Name of its colour group; null: none. */
  readonly group: string | null
  readonly link?: string
}

export interface MapDrawing {
  readonly title: string
  readonly description: string
  readonly width: number
  readonly height: number
  readonly points: readonly MapPoint[]
  /** What the distance between two points is, beside the scale bar. */
  readonly unit: string
  /** Share of the places that an ellipse is to hold. */
  readonly level: number
}

const edge = 24
const labelSize = 12
const mostCharacters = 24
/** From the map down to where the legend's first line ends. */
const legendTop = 30
const markRadius = 4.5

/**
 * A map of points whose distances are meant, on one scale in both directions, with an ellipse for the spread of each
 * and a legend of groups. A label that finds no free room beside its point is left out: its point still tells its name.
 */
export function mapScene({ title, description, width, height, points, unit, level }: MapDrawing): Scene {
  const coloring = colorCategories<Ink>(
    points.map(({ group }) => group),
    categoryInks,
    'missing',
  )
  const groups = legendEntries(coloring)
  const foot = legendTop + categoryLegendHeight(groups.length, width - 2 * edge)
  const top = Math.max(120, height - foot)
  const placed = placement(points, level, width, top)
  // Many ellipses lie over one another: they stay a wash together.
  const opacity = 0.14 * Math.min(1, 12 / points.length)
  const marks = points.map((point) => ({ point, ...placed.at(point), ink: coloring.colorOf(point.group) }))
  return {
    width,
    height: top + foot,
    title,
    description,
    shapes: [
      ...marks.flatMap(({ point: { spread }, x, y, ink }) =>
        spread === null ? [] : [spreadShape(x, y, spread, placed.scale, level, ink, opacity)],
      ),
      ...labels(marks, width),
      ...marks.map(({ point, x, y, ink }) => markShape(point, x, y, ink)),
      { kind: 'group', x: edge, y: top + 8, shapes: bar(placed.scale, unit) },
      { kind: 'group', x: edge, y: top + 34, shapes: categoryLegend(groups, width - 2 * edge) },
    ],
  }
}

interface Mark {
  readonly point: MapPoint
  readonly x: number
  readonly y: number
  readonly ink: Ink
}

interface Placement {
  /** Pixels per unit of the distance. */
  readonly scale: number
  readonly at: (point: MapPoint) => { readonly x: number; readonly y: number }
}

/** As large as fits, with room for the ellipses; names need room at the sides. */
function placement(points: readonly MapPoint[], level: number, width: number, height: number): Placement {
  const reach = Math.sqrt(-2 * Math.log(1 - level))
  const bounds = (
    value: (point: MapPoint) => number,
    variance: (spread: NonNullable<MapPoint['spread']>) => number,
  ) => {
    const ends = points.map((point) => {
      const extent = point.spread === null ? 0 : reach * Math.sqrt(variance(point.spread))
      return [value(point) - extent, value(point) + extent] as const
    })
    return { low: Math.min(...ends.map(([low]) => low)), high: Math.max(...ends.map(([, high]) => high)) }
  }
  const across = bounds(
    ({ x }) => x,
    ({ xx }) => xx,
  )
  const along = bounds(
    ({ y }) => y,
    ({ yy }) => yy,
  )
  const side = Math.min(width / 4, edge + 90)
  const scales = [
    (width - 2 * side) / (across.high - across.low),
    (height - 2 * edge - 2 * labelSize) / (along.high - along.low),
  ].filter((candidate) => Number.isFinite(candidate) && candidate > 0)
  const scale = scales.length === 0 ? 1 : Math.min(...scales)
  const [middleX, middleY] = [(across.low + across.high) / 2, (along.low + along.high) / 2]
  return {
    scale,
    at: ({ x, y }) => ({ x: width / 2 + (x - middleX) * scale, y: height / 2 - (y - middleY) * scale }),
  }
}

function markShape({ name, link }: MapPoint, x: number, y: number, ink: Ink): Shape {
  return {
    kind: 'group',
    title: printable(name),
    ...(link === undefined ? {} : { link }),
    shapes: [{ kind: 'circle', x, y, radius: markRadius, fill: ink, stroke: 'surface', strokeWidth: 1 }],
  }
}

/** The ellipse that holds a share of the places, were these normally distributed: radius² = -2 ln(1 - share). */
function spreadShape(
  x: number,
  y: number,
  { xx, xy, yy }: NonNullable<MapPoint['spread']>,
  scale: number,
  level: number,
  ink: Ink,
  opacity: number,
): Shape {
  const reach = scale * Math.sqrt(-2 * Math.log(1 - level))
  const middle = (xx + yy) / 2
  const half = Math.hypot((xx - yy) / 2, xy)
  const [long, short] = [Math.sqrt(middle + half), Math.sqrt(Math.max(0, middle - half))].map((axis) => axis * reach)
  // Places go upwards and pixels downwards, so the turn is the other way round.
  const rotation = (-Math.atan2(2 * xy, xx - yy) / 2) * (180 / Math.PI)
  const radii = `${long!.toFixed(2)} ${short!.toFixed(2)} ${rotation.toFixed(2)}`
  const radians = (rotation * Math.PI) / 180
  const [dx, dy] = [long! * Math.cos(radians), long! * Math.sin(radians)]
  const from = `${(x - dx).toFixed(2)} ${(y - dy).toFixed(2)}`
  const to = `${(x + dx).toFixed(2)} ${(y + dy).toFixed(2)}`
  return {
    kind: 'path',
    d: `M${from}A${radii} 1 1 ${to}A${radii} 1 1 ${from}z`,
    fill: ink,
    fillOpacity: opacity,
    stroke: ink,
    strokeWidth: 0.8,
  }
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Names beside their marks: right, left, above or below, the first of these that is free; none where none is. */
function labels(marks: readonly Mark[], width: number): Shape[] {
  const taken: Box[] = marks.map(({ x, y }) => ({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }))
  const names = shortenApart(
    marks.map(({ point }) => point.name),
    mostCharacters,
  )
  return marks.flatMap(({ x, y }, index): Shape[] => {
    const text = names[index]!
    const length = textWidth(text, labelSize)
    const wishes = [
      { left: x + 8, top: y - 7, anchor: 'start', atX: x + 8, atY: y },
      { left: x - 8 - length, top: y - 7, anchor: 'end', atX: x - 8, atY: y },
      { left: x - length / 2, top: y - 21, anchor: 'middle', atX: x, atY: y - 14 },
      { left: x - length / 2, top: y + 7, anchor: 'middle', atX: x, atY: y + 14 },
    ] as const
    const free = wishes.find(({ left, top }) => {
      const box = { left, right: left + length, top, bottom: top + 14 }
      if (box.left < 2 || box.right > width - 2) return false
      return taken.every(
        (takenBox) =>
          box.right <= takenBox.left ||
          takenBox.right <= box.left ||
          box.bottom <= takenBox.top ||
          takenBox.bottom <= box.top,
      )
    })
    if (free === undefined) return []
    taken.push({ left: free.left, right: free.left + length, top: free.top, bottom: free.top + 14 })
    return [
      {
        kind: 'text',
        x: free.atX,
        y: free.atY,
        text,
        size: labelSize,
        fill: 'text',
        anchor: free.anchor,
        isMiddle: true,
      },
    ]
  })
}

function bar(scale: number, unit: string): readonly Shape[] {
  const length = axisTicks(0, 160 / scale, 4).findLast((tick) => tick > 0) ?? 1
  return scaleBar(length * scale, `${length} ${unit}`)
}
