import { colorCategories } from '../color/categories.ts'
import { axisTicks } from '../format/axis-ticks.ts'
import { plural } from '../format/quantity.ts'
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
  /** Where a name is read that finds no room on the map. */
  readonly otherwise: string
}

const edge = 24
const labelSize = 12
const mostCharacters = 24
/** How far from its mark a name may stand, at the end of a line, and by how much further from try to try, in pixels. */
const farthestLabel = 90
const labelStep = 6
/** In so many directions a name is tried at each distance. */
const labelDirections = 16
/** From the map down to where the legend's first line ends. */
const legendTop = 30
const markRadius = 4.5

/**
 * A map of points whose distances are meant, on one scale in both directions, with an ellipse for the spread of each
 * and a legend of groups. A name that finds no free room beside its point stands a little away, at the end of a line;
 * where there is none either it is left out, and a line below the map says so.
 */
export function mapScene({ title, description, width, height, points, unit, level, otherwise }: MapDrawing): Scene {
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
  const { written, left } = labels(marks, width, top)
  return {
    width,
    height: top + foot,
    title,
    description,
    shapes: [
      ...marks.flatMap(({ point: { spread }, x, y, ink }) =>
        spread === null ? [] : [spreadShape(x, y, spread, placed.scale, level, ink, opacity)],
      ),
      ...written,
      ...marks.map(({ point, x, y, ink }) => markShape(point, x, y, ink)),
      { kind: 'group', x: edge, y: top + 8, shapes: bar(placed.scale, unit) },
      ...(left === 0 ? [] : [leftOutLine(left, otherwise, width - edge, top + 8)]),
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

/** A place for a name: its box, and where its text begins, ends or has its middle. */
interface LabelPlace {
  readonly box: Box
  readonly anchor: 'start' | 'middle' | 'end'
  readonly x: number
  readonly y: number
}

interface Labels {
  readonly written: readonly Shape[]
  /** Names that found no room. */
  readonly left: number
}

/**
 * Names beside their marks: right, left, above or below, the first of these that is free. Those without room there
 * come after all others, as near as they can, with a line to the mark.
 */
function labels(marks: readonly Mark[], width: number, height: number): Labels {
  const taken: Box[] = marks.map(({ x, y }) => ({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }))
  const names = shortenApart(
    marks.map(({ point }) => point.name),
    mostCharacters,
  )
  const isFree = ({ box }: LabelPlace): boolean =>
    box.left >= 2 && box.right <= width - 2 && box.top >= 0 && box.bottom <= height && !taken.some(overlaps(box))
  const written: Shape[] = []
  const write = (text: string, { box, anchor, x, y }: LabelPlace): void => {
    taken.push(box)
    written.push({ kind: 'text', x, y, text, size: labelSize, fill: 'text', anchor, isMiddle: true })
  }
  const crowded = marks.flatMap((mark, index) => {
    const text = names[index]!
    const place = placesBeside(mark, textWidth(text, labelSize)).find(isFree)
    if (place === undefined) return [{ mark, text }]
    write(text, place)
    return []
  })
  const left = crowded.filter(({ mark, text }) => {
    const place = placesAway(mark, textWidth(text, labelSize)).find(isFree)
    if (place === undefined) return true
    written.push(leader(mark, place.box))
    write(text, place)
    return false
  })
  return { written, left: left.length }
}

function overlaps(box: Box): (other: Box) => boolean {
  return ({ left, right, top, bottom }) => box.right > left && right > box.left && box.bottom > top && bottom > box.top
}

function placesBeside({ x, y }: Mark, length: number): LabelPlace[] {
  return [placeAt(x + 8, y, 'start', length), placeAt(x - 8, y, 'end', length)].concat([
    placeAt(x, y - 14, 'middle', length),
    placeAt(x, y + 14, 'middle', length),
  ])
}

/** Places around a mark, the nearest first; beside one another to the right first. */
function placesAway({ x, y }: Mark, length: number): LabelPlace[] {
  const places: LabelPlace[] = []
  for (let distance = 16; distance <= farthestLabel; distance += labelStep)
    for (let direction = 0; direction < labelDirections; direction++) {
      const angle = (2 * Math.PI * direction) / labelDirections
      const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
      const anchor = dx > 0.3 ? 'start' : dx < -0.3 ? 'end' : 'middle'
      places.push(placeAt(x + distance * dx, y + distance * dy, anchor, length))
    }
  return places
}

function placeAt(x: number, y: number, anchor: LabelPlace['anchor'], length: number): LabelPlace {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - length : x - length / 2
  return { box: { left, right: left + length, top: y - 7, bottom: y + 7 }, anchor, x, y }
}

/** A line from a mark to the nearest point of its name's box. */
function leader({ x, y }: Mark, { left, right, top, bottom }: Box): Shape {
  const [toX, toY] = [Math.min(right, Math.max(left, x)), Math.min(bottom, Math.max(top, y))]
  return {
    kind: 'path',
    d: `M${x.toFixed(2)} ${y.toFixed(2)}L${toX.toFixed(2)} ${toY.toFixed(2)}`,
    stroke: 'muted',
    strokeWidth: 0.8,
    dash: '1 2.5',
    isRound: true,
  }
}

function leftOutLine(count: number, otherwise: string, x: number, y: number): Shape {
  return {
    kind: 'text',
    x,
    y,
    text: `${plural(count, 'name')} without room: ${otherwise}`,
    size: labelSize - 1,
    fill: 'muted',
    anchor: 'end',
    isMiddle: true,
  }
}

function bar(scale: number, unit: string): readonly Shape[] {
  const length = axisTicks(0, 160 / scale, 4).findLast((tick) => tick > 0) ?? 1
  return scaleBar(length * scale, `${length} ${unit}`)
}
