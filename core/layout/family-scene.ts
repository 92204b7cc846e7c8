import { colorCategories } from '../color/categories.ts'
import { printable } from '../format/printable.ts'
import { plural } from '../format/quantity.ts'
import { shortenApart } from '../format/truncate.ts'
import { categoryLegend, categoryLegendHeight, legendEntries } from '../scene/category-legend.ts'
import { textWidth } from '../scene/lettering.ts'
import { categoryInks, pixel, type GroupShape, type Ink, type Scene, type Shape } from '../scene/scene.ts'
import { descentLayers, type DescentLink } from './descent-layers.ts'
import { descentRows } from './descent-rows.ts'

export interface FamilyModel {
  readonly name: string
  /** Name of its colour group; null: none. */
  readonly group: string | null
  /** What is known of it, by `markTitle`. */
  readonly title: string
  readonly link?: string
}

/** What is between two models, by their places in the list. */
export interface FamilyEdge extends DescentLink {
  /** A word or two above the line. */
  readonly label: string
  /** What is known of it, by `markTitle`. */
  readonly title: string
  readonly link?: string
  /** True: it stands out. */
  readonly isMarked?: boolean
}

export interface FamilyDrawing {
  readonly title: string
  readonly description: string
  /** The drawing is wider where the names ask for it. */
  readonly width: number
  readonly models: readonly FamilyModel[]
  readonly edges: readonly FamilyEdge[]
  /** Places of models, each family's together; one that is alone is related to none. */
  readonly families: readonly (readonly number[])[]
  /** What is said of models that are related to none. */
  readonly aloneTitle: string
  /** What the colours stand for, above the legend. */
  readonly groupTitle: string
}

const edge = 20
const nameSize = 12
const labelSize = 10
const headSize = 11
const mostCharacters = 28
const rowHeight = 26
const linkHeight = 15
const radius = 5
const nameGap = 9
/** Between a name and the line that leaves it, and between a line's label and where it ends. */
const lineGap = 6
const arrowLength = 7
/** Across these pixels lines change their row; no text stands there. */
const curveWidth = 44
const headHeight = 26
const familyGap = 18

/**
 * Families one below the other. In each, ancestors stand left of what descends from them; a line with an arrow leads
 * from a model to what was made from it, a dashed one has no direction. Models that are related to none come last.
 */
export function familyScene(drawing: FamilyDrawing): Scene {
  const { title, description, models, families, edges } = drawing
  const coloring = colorCategories<Ink>(
    models.map(({ group }) => group),
    categoryInks,
    'missing',
  )
  const names = shortenApart(
    models.map(({ name }) => name),
    mostCharacters,
    printable,
  )
  const drawn = models.map((model, place): DrawnModel => {
    return { ...model, text: names[place]!, ink: coloring.colorOf(model.group) }
  })
  const related = families.filter((family) => family.length > 1)
  const alone = families.filter((family) => family.length === 1).flat()
  const shapes: Shape[] = []
  let top = 8
  let width = drawing.width
  for (const [index, family] of related.entries()) {
    const placed = placedFamily(family, drawn, edges)
    shapes.push(heading(`Family ${index + 1}, ${plural(family.length, 'model')}`, top))
    shapes.push({ kind: 'group', x: edge, y: top + headHeight, shapes: placed.shapes })
    top += headHeight + placed.height + familyGap
    width = Math.max(width, placed.width + 2 * edge)
  }
  if (alone.length > 0) {
    const listed = listedModels(
      alone.map((place) => drawn[place]!),
      width - 2 * edge,
    )
    shapes.push(heading(drawing.aloneTitle, top))
    shapes.push({ kind: 'group', x: edge, y: top + headHeight, shapes: listed.shapes })
    top += headHeight + listed.height + familyGap
  }
  const groups = legendEntries(coloring)
  shapes.push(heading(drawing.groupTitle, top))
  top += headHeight
  shapes.push({ kind: 'group', x: edge, y: top + 8, shapes: categoryLegend(groups, width - 2 * edge) })
  return {
    width,
    height: top + 8 + categoryLegendHeight(groups.length, width - 2 * edge),
    title,
    description,
    shapes,
  }
}

interface DrawnModel extends FamilyModel {
  /** Its name as it is written. */
  readonly text: string
  readonly ink: Ink
}

function heading(text: string, top: number): Shape {
  return { kind: 'text', x: edge, y: top + headHeight / 2, text, size: headSize, fill: 'muted', isMiddle: true }
}

interface Part {
  readonly shapes: readonly Shape[]
  readonly width: number
  readonly height: number
}

function placedFamily(family: readonly number[], drawn: readonly DrawnModel[], edges: readonly FamilyEdge[]): Part {
  const pointOf = new Map(family.map((place, point) => [place, point]))
  const own = edges.flatMap((of) => {
    const [from, to] = [pointOf.get(of.from), pointOf.get(of.to)]
    return from === undefined || to === undefined ? [] : [{ ...of, from, to }]
  })
  const models = family.map((place) => drawn[place]!)
  const layers = descentLayers(family.length, own)
  const rows = descentRows(layers, { row: rowHeight, link: linkHeight })
  const { columns, links } = layers
  const nameEnds = models.map(({ text }) => radius + nameGap + textWidth(text, nameSize))
  const across = columnsAcross(
    columns,
    nameEnds,
    links.map(({ link, right }) => ({ column: columns[right]!, width: textWidth(own[link]!.label, labelSize) })),
  )
  const lines = links.map(({ link, left, right }, index): GroupShape => {
    const from = across[columns[left]!]!
    const end = { x: across[columns[right]!]!.mark - radius, y: rows.linkEnds[index]! }
    const begin = { x: from.mark + nameEnds[left]! + lineGap, y: rows.middles[left]! }
    return lineShape(own[link]!, begin, from.end, end, own[link]!.isDirected && own[link]!.from === left)
  })
  const incoming = models.map((_, point) => links.filter(({ right }) => right === point).length)
  const marks = models.map((model, point) =>
    modelShape(model, across[columns[point]!]!.mark, rows.middles[point]!, incoming[point]!),
  )
  // Marks come last and lie above the lines' ends.
  return { shapes: [...lines, ...marks], width: across.at(-1)!.end, height: rows.height }
}

interface Column {
  /** Middle of its marks. */
  readonly mark: number
  /** Where its names end at the latest. */
  readonly end: number
}

/** Columns as wide as their names, each after a curve and the longest label of what leads to it. */
function columnsAcross(
  columns: readonly number[],
  nameEnds: readonly number[],
  labels: readonly { readonly column: number; readonly width: number }[],
): Column[] {
  const across: Column[] = []
  for (let column = 0; column <= Math.max(...columns); column++) {
    const label = Math.max(0, ...labels.filter((of) => of.column === column).map(({ width }) => width))
    const before = across.at(-1)
    const mark = before === undefined ? radius : before.end + curveWidth + label + 2 * lineGap + arrowLength + radius
    const names = Math.max(...nameEnds.filter((_, point) => columns[point] === column))
    across.push({ mark, end: mark + names + lineGap })
  }
  return across
}

interface Point {
  readonly x: number
  readonly y: number
}

/** From a name to the end of its column, across to the row where the line ends, and along it. */
function lineShape(
  { isDirected, isMarked, label, title, link }: FamilyEdge,
  begin: Point,
  columnEnd: number,
  end: Point,
  leadsRight: boolean,
): GroupShape {
  const [ink, strokeWidth] = isMarked === true ? (['accent', 2.2] as const) : (['muted', 1.2] as const)
  const isArrowRight = isDirected && leadsRight
  const isArrowLeft = isDirected && !leadsRight
  const first = pixel(isArrowLeft ? begin.x + arrowLength : begin.x)
  const last = pixel(isArrowRight ? end.x - arrowLength : end.x)
  const [from, to] = [pixel(columnEnd), pixel(columnEnd + curveWidth)]
  const middle = pixel(columnEnd + curveWidth / 2)
  const [above, below] = [pixel(begin.y), pixel(end.y)]
  const d = `M${first} ${above}H${Math.max(from, first)}C${middle} ${above} ${middle} ${below} ${to} ${below}H${last}`
  const arrow = (tip: number, y: number, back: number): Shape => ({
    kind: 'path',
    d: `M${pixel(tip)} ${y}L${pixel(tip + back)} ${pixel(y - 3.5)}V${pixel(y + 3.5)}z`,
    fill: ink,
  })
  return {
    kind: 'group',
    title,
    ...(link === undefined ? {} : { link }),
    shapes: [
      // Wide and not seen: what the pointer meets.
      { kind: 'path', d, stroke: 'surface', strokeWidth: 12, strokeOpacity: 0 },
      { kind: 'path', d, stroke: ink, strokeWidth, ...(isDirected ? {} : { dash: '4 4' }) },
      ...(isArrowRight ? [arrow(end.x, below, -arrowLength)] : []),
      ...(isArrowLeft ? [arrow(begin.x, above, arrowLength)] : []),
      {
        kind: 'text',
        x: end.x - arrowLength - lineGap,
        y: end.y - 4,
        text: label,
        size: labelSize,
        fill: isMarked === true ? 'accent' : 'muted',
        anchor: 'end',
      },
    ],
  }
}

/** A dot with its name; where several lines lead, a bar as high as these stand apart. */
function modelShape({ text, title, link, ink }: DrawnModel, x: number, y: number, incoming: number): GroupShape {
  const reach = Math.max(0, (incoming - 1) / 2) * linkHeight + radius
  return {
    kind: 'group',
    title,
    ...(link === undefined ? {} : { link }),
    shapes: [
      {
        kind: 'rect',
        x: x - radius,
        y: y - reach,
        width: 2 * radius,
        height: 2 * reach,
        rounding: radius,
        fill: ink,
      },
      { kind: 'text', x: x + radius + nameGap, y, text, size: nameSize, fill: 'text', isMiddle: true },
    ],
  }
}

/** Models side by side and in rows, as many in each as have room. */
function listedModels(models: readonly DrawnModel[], width: number): Part {
  const step = Math.max(...models.map(({ text }) => textWidth(text, nameSize))) + 2 * radius + nameGap + 20
  const inRow = Math.max(1, Math.floor(width / step))
  const shapes = models.map((model, index) =>
    modelShape(model, radius + (index % inRow) * step, rowHeight * (Math.floor(index / inRow) + 0.5), 0),
  )
  return { shapes, width, height: rowHeight * Math.ceil(models.length / inRow) }
}
