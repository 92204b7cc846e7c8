import { colorCategories } from '../color/categories.ts'
import { categoryLegend, categoryLegendHeight, legendEntries } from '../scene/category-legend.ts'
import { textWidth } from '../scene/lettering.ts'
import { scaleBar } from '../scene/scale-bar.ts'
import { categoryInks, pixel, type Ink, type Scene, type Shape } from '../scene/scene.ts'
import type { Basis } from '../tree/combined-tree.ts'
import { combinedRow, placeCombined } from './place-combined.ts'
import { labelGap, labelSize, labelTexts, labelWidth, padding } from './place-tree.ts'
import { supportPercent } from './support-marks.ts'

/** A node of a combined tree, in preorder. */
export interface CombinedSceneNode {
  readonly parent: number | null
  /** Null: no model stands here. */
  readonly model: {
    readonly name: string
    /** Name of its colour group; null: none. */
    readonly group: string | null
    /** What is known of it, by `markTitle`. */
    readonly title: string
    readonly link?: string
  } | null
  readonly by: Basis | null
  readonly length: number | null
  readonly support: number | null
  /** Whether its name and its edges from the root on stand out. */
  readonly isHighlighted: boolean
  /** A word or two above the edge's line, where it is long enough; empty: none. */
  readonly label: string
  /** What is known of the edge above, by `markTitle`; null at a root. */
  readonly edgeTitle: string | null
  readonly edgeLink?: string
}

/** An edge beside the tree, from a node to another that both are models. */
export interface FurtherEdge {
  readonly from: number
  readonly to: number
  /** At its end. */
  readonly label: string
  readonly title: string
  readonly link?: string
}

export interface CombinedDrawing {
  readonly title: string
  readonly description: string
  /** The drawing is wider where the names ask for it. */
  readonly width: number
  readonly nodes: readonly CombinedSceneNode[]
  readonly furtherEdges: readonly FurtherEdge[]
  /** Index of the first root that nothing joins to the tree before it; null: there is none. */
  readonly firstApart: number | null
  readonly apartTitle: string
  /** What the colours mean. */
  readonly groupsTitle: string
}

const smallSize = 10
const legendSize = 11
const weightsDash = '5 3'
const negativeDash = '2 3'
const markRadius = 4.5
/** From the end of a label to an edge beside the tree, and between two of these. */
const [furtherGap, furtherStep] = [10, 12] as const
const arrowLength = 6

/**
 * A tree of two kinds of edges: solid ones rest on behaviour, broken ones on weights, each to a scale of its own; two
 * strokes across an edge say that its length is not known. A dot with a name is a model, be it a tip or an ancestor.
 */
export function combinedScene(drawing: CombinedDrawing): Scene {
  const { title, description, nodes, furtherEdges, firstApart } = drawing
  const names = labelTexts(nodes.map(({ model }) => model?.name ?? ''))
  const labelWidths = nodes.map(({ model }, index) => (model === null ? null : labelWidth(names[index]!)))
  const furtherLabels = Math.max(0, ...furtherEdges.map(({ label }) => textWidth(label, smallSize)))
  const gutter = furtherEdges.length === 0 ? 0 : furtherGap + furtherEdges.length * furtherStep + furtherLabels + 14
  const placed = placeCombined(
    nodes.map(({ parent, by, length }, index) => ({ parent, by, length, labelWidth: labelWidths[index]! })),
    drawing.width - gutter,
    firstApart === null ? [] : [firstApart],
  )
  const labelEnds = placed.nodes.map(({ x }, index) => x + labelGap + (labelWidths[index] ?? 0))
  const further = furtherShapes(furtherEdges, placed.nodes, labelEnds)
  const width = Math.max(drawing.width, placed.right + padding, further.right + padding)

  const onWay = waysToHighlighted(nodes)
  const coloring = colorCategories<Ink>(
    nodes.flatMap(({ model }) => (model === null ? [] : [model.group])),
    categoryInks,
    'missing',
  )
  const shapes: Shape[] = [
    ...placed.headings.map(
      (y): Shape => ({
        kind: 'text',
        x: padding,
        y,
        text: drawing.apartTitle,
        size: legendSize,
        fill: 'muted',
        isMiddle: true,
      }),
    ),
    ...nodes.flatMap((node, index) => edgeShapes(node, placed.nodes, index, onWay[index]!)),
    ...further.shapes,
    ...nodes.flatMap(({ model, isHighlighted }, index): Shape[] =>
      model === null
        ? []
        : [
            {
              kind: 'group',
              title: model.title,
              ...(model.link === undefined ? {} : { link: model.link }),
              shapes: modelShapes(placed.nodes[index]!, names[index]!, coloring.colorOf(model.group), isHighlighted),
            },
          ],
    ),
  ]
  const entries = legendEntries(coloring)
  const keys = keyShapes(drawing, placed, width)
  const legendTop = placed.height + keys.height
  return {
    width,
    height: legendTop + 38 + categoryLegendHeight(entries.length, width - 2 * padding),
    title,
    description,
    shapes: [
      ...shapes,
      { kind: 'group', x: padding, y: placed.height + 14, shapes: keys.shapes },
      {
        kind: 'text',
        x: padding,
        y: legendTop + 14,
        text: drawing.groupsTitle,
        size: legendSize,
        fill: 'text',
        isBold: true,
        isMiddle: true,
      },
      { kind: 'group', x: padding, y: legendTop + 34, shapes: categoryLegend(entries, width - 2 * padding) },
    ],
  }
}

interface Point {
  readonly x: number
  readonly y: number
}

/** By node: whether it, or one below it, is highlighted. */
function waysToHighlighted(nodes: readonly CombinedSceneNode[]): readonly boolean[] {
  const onWay = nodes.map(({ isHighlighted }) => isHighlighted)
  for (let index = nodes.length - 1; index >= 0; index--) {
    const { parent } = nodes[index]!
    if (parent !== null && onWay[index]!) onWay[parent] = true
  }
  return onWay
}

/** The line from a node's parent: along the parent's upright, then to the node. */
function edgeShapes(node: CombinedSceneNode, places: readonly Point[], index: number, isHighlighted: boolean): Shape[] {
  const { parent, by, length, support, label, edgeTitle, edgeLink } = node
  if (parent === null || by === null) return []
  const [from, to] = [places[parent]!, places[index]!]
  const d = `M${pixel(from.x)} ${pixel(from.y)}V${pixel(to.y)}H${pixel(to.x)}`
  const dash = by === 'weights' ? weightsDash : length !== null && length < 0 ? negativeDash : null
  const room = to.x - from.x - markRadius
  const written = support === null ? label : String(supportPercent(support))
  return [
    {
      kind: 'group',
      ...(edgeTitle === null ? {} : { title: edgeTitle }),
      ...(edgeLink === undefined ? {} : { link: edgeLink }),
      shapes: [
        // Wide and not seen: what the pointer meets.
        { kind: 'path', d, stroke: 'surface', strokeWidth: 9, strokeOpacity: 0 },
        {
          kind: 'path',
          d,
          stroke: isHighlighted ? 'accent' : 'text',
          strokeWidth: isHighlighted ? 2.4 : 1.3,
          ...(dash === null ? {} : { dash }),
        },
        ...(by === 'weights' && length === null ? [breakMark(from.x + 10, to.y)] : []),
        ...(written === '' || textWidth(written, smallSize) + 4 > room
          ? []
          : [
              {
                kind: 'text' as const,
                x: to.x - markRadius - 2,
                y: to.y - 4,
                text: written,
                size: smallSize,
                fill: 'muted' as const,
                anchor: 'end' as const,
              },
            ]),
      ],
    },
  ]
}

/** Two strokes across a line whose length is not known; the line is not seen between them. */
function breakMark(x: number, y: number): Shape {
  const stroke = (at: number): string => `M${pixel(at - 2)} ${pixel(y + 4)}L${pixel(at + 2)} ${pixel(y - 4)}`
  return {
    kind: 'group',
    shapes: [
      { kind: 'rect', x: x - 2, y: y - 4, width: 4, height: 8, fill: 'surface' },
      { kind: 'path', d: stroke(x - 2) + stroke(x + 2), stroke: 'text', strokeWidth: 1.1 },
    ],
  }
}

function modelShapes({ x, y }: Point, text: string, ink: Ink, isHighlighted: boolean): Shape[] {
  return [
    { kind: 'circle', x, y, radius: markRadius, fill: ink, stroke: 'surface', strokeWidth: 1 },
    {
      kind: 'text',
      x: x + labelGap,
      y,
      text,
      size: labelSize,
      fill: isHighlighted ? 'accent' : 'text',
      isMiddle: true,
      isBold: isHighlighted,
    },
  ]
}

/**
 * Edges beside the tree, each on the right of all labels between its ends, with an arrow at the merge and its share
 * behind the arrow; those of several parents stand in the order of these.
 */
function furtherShapes(
  edges: readonly FurtherEdge[],
  places: readonly Point[],
  labelEnds: readonly number[],
): { readonly shapes: readonly Shape[]; readonly right: number } {
  const ends = [...labelEnds]
  const shares = edges
    .toSorted((left, right) => places[left.from]!.y - places[right.from]!.y)
    .map((edge) => {
      const tip = labelEnds[edge.to]! + 4
      const left = Math.max(ends[edge.to]!, tip + arrowLength) + 4
      ends[edge.to] = left + textWidth(edge.label, smallSize)
      return { edge, tip, left }
    })
  const taken: { readonly x: number; readonly top: number; readonly bottom: number }[] = []
  const shapes = shares.map(({ edge: { from, to, label, title, link }, tip, left }): Shape => {
    const [begin, end] = [places[from]!.y, places[to]!.y]
    const [top, bottom] = [Math.min(begin, end), Math.max(begin, end)]
    const passed = ends.filter((_, index) => places[index]!.y >= top && places[index]!.y <= bottom)
    let x = Math.max(...passed) + furtherGap
    const isTaken = (): boolean =>
      taken.some((other) => Math.abs(other.x - x) < furtherStep && other.top <= bottom && top <= other.bottom)
    while (isTaken()) x += furtherStep
    taken.push({ x, top, bottom })
    const d = `M${pixel(ends[from]! + 4)} ${pixel(begin)}H${pixel(x)}V${pixel(end)}H${pixel(ends[to]! + 3)}`
    return {
      kind: 'group',
      title,
      ...(link === undefined ? {} : { link }),
      shapes: [
        { kind: 'path', d, stroke: 'surface', strokeWidth: 9, strokeOpacity: 0 },
        { kind: 'path', d, stroke: 'muted', strokeWidth: 1.2, dash: weightsDash },
        {
          kind: 'path',
          d: `M${pixel(tip)} ${pixel(end)}L${pixel(tip + arrowLength)} ${pixel(end - 3.5)}V${pixel(end + 3.5)}z`,
          fill: 'muted',
        },
        { kind: 'text', x: left, y: end, text: label, size: smallSize, fill: 'muted', isMiddle: true },
      ],
    }
  })
  return { shapes, right: taken.reduce((most, { x }) => Math.max(most, x), 0) }
}

/** The scales of both kinds of edges in their own lines, and what is drawn without a scale. */
function keyShapes(
  { nodes, furtherEdges }: CombinedDrawing,
  { behaviour, weights }: ReturnType<typeof placeCombined>,
  width: number,
): { readonly shapes: readonly Shape[]; readonly height: number } {
  const text = (x: number, words: string): Shape => ({
    kind: 'text',
    x,
    y: 0,
    text: words,
    size: legendSize,
    fill: 'text',
    isMiddle: true,
  })
  const line = (dash: string | null): Shape => ({
    kind: 'path',
    d: 'M0 0H34',
    stroke: 'text',
    strokeWidth: 1.3,
    ...(dash === null ? {} : { dash }),
  })
  const has = (by: Basis, isKnown: boolean): boolean =>
    nodes.some((node) => node.parent !== null && node.by === by && (node.length !== null) === isKnown)
  const parts: { readonly shapes: readonly Shape[]; readonly width: number }[] = []
  const add = (shapes: readonly Shape[], extent: number): void => void parts.push({ shapes, width: extent })
  const bars = [
    [behaviour, (length: number) => `${length} distance, by behaviour`, undefined],
    [weights, (length: number) => `${length} of the weights’ length, by weights`, weightsDash],
  ] as const
  for (const [bar, wordsOf, dash] of bars)
    if (bar !== null) {
      const words = wordsOf(bar.length)
      add(scaleBar(bar.pixels, words, dash), bar.pixels + 8 + textWidth(words, legendSize))
    }
  const unknown = 'by weights, length not known'
  if (has('weights', false))
    add([line(weightsDash), breakMark(16, 0), text(42, unknown)], 42 + textWidth(unknown, legendSize))
  const merged = 'further parent of a merge, with its share'
  if (furtherEdges.length > 0)
    add(
      [
        { kind: 'path', d: 'M6 0H34', stroke: 'muted', strokeWidth: 1.2, dash: weightsDash },
        { kind: 'path', d: 'M0 0L6 -3.5V3.5z', fill: 'muted' },
        text(42, merged),
      ],
      42 + textWidth(merged, legendSize),
    )
  const shapes: Shape[] = []
  let [x, y] = [0, 0]
  for (const part of parts) {
    if (x > 0 && x + part.width > width - 2 * padding) [x, y] = [0, y + combinedRow]
    shapes.push({ kind: 'group', x, y, shapes: part.shapes })
    x += part.width + 28
  }
  return { shapes, height: y + combinedRow + 6 }
}
