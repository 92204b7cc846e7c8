import type { Category } from '../color/categories.ts'
import { printable } from '../format/printable.ts'
import { categoryLegend, categoryLegendHeight } from '../scene/category-legend.ts'
import { textWidth } from '../scene/lettering.ts'
import { scaleBar } from '../scene/scale-bar.ts'
import type { GroupShape, Ink, Scene, Shape } from '../scene/scene.ts'
import { labelSize, tipRadius, type DrawnBranch, type DrawnNode, type DrawnTree } from './place-tree.ts'
import {
  plainRadius,
  supportLevel,
  supportLevels,
  supportRadius,
  type ShownSupport,
  type SupportLevel,
} from './support-marks.ts'

export interface TreeLook {
  readonly drawn: DrawnTree
  /** Ink of each node's mark; null: a tip in the ink of text, a collapsed clade in that of muted text. */
  readonly inks: readonly (Ink | null)[]
  /** Per node, 0 to 1; null where there is none. */
  readonly support: readonly (number | null)[]
  readonly shownSupport: ShownSupport
  /** Nodes of what is highlighted: their branches, labels and marks. */
  readonly highlighted?: ReadonlySet<number>
  /** Nodes whose branches are dotted. */
  readonly dashed?: ReadonlySet<number>
  readonly selected?: number | null
}

export interface TreeDrawing extends TreeLook {
  readonly title: string
  readonly description: string
  /** Per node, what its mark is called; tips have one. */
  readonly names: readonly (string | null)[]
  /** What the colours mean. */
  readonly legend: { readonly title: string; readonly entries: readonly Category<Ink>[] } | null
}

const edge = 18
const supportSize = 10
const legendSize = 11
const selectedRadius = 4.5
/** Where the support's legend stands beside the scale bar, and how wide it is, in pixels. */
const supportLegendLeft = 240
export const supportLegendWidth = 208

/** The drawing of a tree with its scale bar and legends. */
export function treeScene(drawing: TreeDrawing): Scene {
  const { drawn, title, description, names, support, legend } = drawing
  const { still, marks } = treeShapes(drawing)
  const { width } = drawn
  const hasSupport = support.some((value) => value !== null)
  const isBeside = width >= edge + supportLegendLeft + supportLegendWidth
  const top = drawn.height + 8
  const shapes: Shape[] = [
    still,
    ...marks.map((mark, index) => {
      const name = names[drawn.nodes[index]!.node] ?? null
      return name === null ? mark : { ...mark, title: printable(name) }
    }),
    { kind: 'group', x: edge, y: top, shapes: treeScaleBar(drawn.scaleBar) },
  ]
  let bottom = top
  if (hasSupport) {
    if (!isBeside) bottom += 24
    shapes.push({
      kind: 'group',
      x: edge + (isBeside ? supportLegendLeft : 0),
      y: bottom,
      shapes: supportLegend(),
    })
  }
  if (legend !== null && legend.entries.length > 0) {
    const available = width - 2 * edge
    shapes.push(
      {
        kind: 'text',
        x: edge,
        y: bottom + 28,
        text: legend.title,
        size: legendSize,
        fill: 'text',
        isBold: true,
        isMiddle: true,
      },
      { kind: 'group', x: edge, y: bottom + 48, shapes: categoryLegend(legend.entries, available) },
    )
    bottom += 30 + categoryLegendHeight(legend.entries.length, available)
  }
  return { width, height: bottom + 18, title, description, shapes }
}

export interface TreeShapes {
  /** Branches, collapsed clades, support and labels. */
  readonly still: GroupShape
  /** A mark per node that is drawn, in the order of these. */
  readonly marks: readonly GroupShape[]
}

/** The tree alone, in the places of the drawn tree. */
export function treeShapes({
  drawn,
  inks,
  support,
  shownSupport,
  highlighted = new Set(),
  dashed = new Set(),
  selected = null,
}: TreeLook): TreeShapes {
  const inkOf = (node: number): Ink => (highlighted.has(node) ? 'accent' : 'text')
  const branches = drawn.branches.map(
    ({ child, path }): Shape => ({
      kind: 'path',
      d: path,
      stroke: inkOf(child),
      strokeWidth: highlighted.has(child) ? 2.4 : 1.3,
      isRound: true,
      ...(dashed.has(child) ? { dash: '2 3' } : {}),
    }),
  )
  const triangles = drawn.triangles.map(
    ({ node, path }): Shape => ({
      kind: 'path',
      d: path,
      stroke: inkOf(node),
      strokeWidth: highlighted.has(node) ? 2 : 1,
      isRound: true,
      fill: inks[node] ?? 'muted',
      fillOpacity: 0.3,
    }),
  )
  const leaders = drawn.labels.flatMap(({ leader }): Shape[] =>
    leader === null
      ? []
      : [{ kind: 'path', d: leader, stroke: 'rule', strokeWidth: 0.8, dash: '1 2.5', isRound: true }],
  )
  const labels = drawn.labels.map(
    ({ node, text, x, y, anchor, rotation }): Shape => ({
      kind: 'text',
      x,
      y,
      text,
      size: labelSize,
      fill: inkOf(node),
      anchor,
      rotation,
      isMiddle: true,
      isBold: highlighted.has(node),
    }),
  )
  const written = drawn.branches.flatMap((branch) => supportNumber(branch, shownSupport.texts[branch.child] ?? null))
  return {
    still: { kind: 'group', shapes: [...branches, ...triangles, ...leaders, ...written, ...labels] },
    marks: drawn.nodes.map((node) => ({
      kind: 'group',
      shapes: node.tip
        ? [
            {
              kind: 'circle',
              x: node.x,
              y: node.y,
              radius: tipRadius,
              fill: inks[node.node] ?? 'text',
              stroke: 'surface',
              strokeWidth: 1,
            },
          ]
        : innerMark(node, support[node.node] ?? null, inkOf(node.node), selected === node.node),
    })),
  }
}

/** A number at its branch, set off from the lines that it may stand on. */
function supportNumber({ supportX, supportY, supportAnchor }: DrawnBranch, text: string | null): Shape[] {
  if (text === null) return []
  const isMiddle = supportAnchor === 'middle'
  const width = textWidth(text, supportSize) + 3
  return [
    {
      kind: 'rect',
      x: isMiddle ? supportX - width / 2 : supportX - width + 1.5,
      y: isMiddle ? supportY - 6 : supportY - 9,
      width,
      height: isMiddle ? 12 : 10,
      rounding: 2,
      fill: 'surface',
      fillOpacity: 0.88,
    },
    {
      kind: 'text',
      x: supportX,
      y: supportY,
      text,
      size: supportSize,
      fill: 'muted',
      anchor: supportAnchor,
      isMiddle,
    },
  ]
}

/** An inner node; what fills it tells how firm the branch above it is. */
function innerMark({ x, y }: DrawnNode, support: number | null, ink: Ink, isSelected: boolean): Shape[] {
  if (support === null) return [{ kind: 'circle', x, y, radius: isSelected ? selectedRadius : plainRadius, fill: ink }]
  return supportMark(x, y, isSelected ? selectedRadius : supportRadius, supportLevel(support), ink)
}

/** Filled where support is firm, half filled where it is fair, empty where it is weak. */
function supportMark(x: number, y: number, radius: number, level: SupportLevel, ink: Ink): Shape[] {
  const dot: Shape = {
    kind: 'circle',
    x,
    y,
    radius,
    fill: level === 'firm' ? ink : 'surface',
    stroke: ink,
    strokeWidth: 1,
  }
  if (level !== 'fair') return [dot]
  const [left, right] = [(x - radius).toFixed(2), (x + radius).toFixed(2)]
  const half = `M${left} ${y.toFixed(2)}A${radius} ${radius} 0 0 0 ${right} ${y.toFixed(2)}z`
  return [dot, { kind: 'path', d: half, fill: ink }]
}

/** What the dots at inner nodes mean, `supportLegendWidth` wide; its middle is at 0. */
export function supportLegend(): readonly Shape[] {
  const text = (x: number, words: string): Shape => ({
    kind: 'text',
    x,
    y: 0,
    text: words,
    size: legendSize,
    fill: 'text',
    isMiddle: true,
  })
  return [
    text(0, 'Support'),
    ...supportLevels.flatMap(({ id, words }, index) => {
      const x = 56 + index * 52
      return [...supportMark(x, 0, supportRadius, id, 'text'), text(x + 8, words)]
    }),
  ]
}

/** The scale of the branches; its middle is at 0. */
export function treeScaleBar(bar: DrawnTree['scaleBar']): readonly Shape[] {
  if (bar !== null) return scaleBar(bar.pixels, `${bar.length} distance`)
  return [{ kind: 'text', x: 0, y: 0, text: 'Branches not to scale', size: legendSize, fill: 'muted', isMiddle: true }]
}
