import type { CircularLayout } from './circular-layout.ts'
import { uprightRotation } from './place-labels.ts'
import {
  labelGap,
  labelSize,
  labelTexts,
  leaderPath,
  padding,
  pointText,
  scaleBarOf,
  labelWidth,
  type DrawnBranch,
  type DrawnLabel,
  type DrawnTree,
} from './place-tree.ts'
import type { PlacedBranch } from './tree-layout.ts'

/** Least radius of the tree in pixels, however long its labels are. */
const leastRadius = 120
/** Room across a label, in pixels. */
const labelHeight = labelSize + 3
/** Room that a support value takes along and across its branch, in pixels. */
const supportSize = { along: 26, across: 18 }

/**
 * A circular tree as large as it fits with its labels in `width` by `height`; larger where the labels need room.
 *
 * A label goes on along its branch. It stays inside of its tip's own sector, and so clear of all other labels and
 * branches, when it begins no nearer to the middle than where the sector is as wide as a label is high: tips that end
 * before have a leader.
 */
export function placeCircular(
  layout: CircularLayout,
  names: readonly string[],
  width: number,
  height: number,
): DrawnTree {
  const texts = labelTexts(names)
  const tips = layout.nodes.flatMap((node, index) => (node.tip ? [index] : []))
  /** Radius of each node where the tree's is 1. */
  const reach = layout.nodes.map(({ x, y }) => 2 * Math.hypot(x - 0.5, y - 0.5))
  const bulges = layout.branches.flatMap((branch) =>
    outermostOnArc(layout, branch).map(([x, y]) => [x * reach[branch.parent]!, y * reach[branch.parent]!] as const),
  )
  const ring = layout.spacing < Math.PI ? labelHeight / 2 / Math.tan(layout.spacing / 2) : 0
  const labelStart = (tip: number, radius: number): number => Math.max(reach[tip]! * radius + labelGap, ring)

  const plotWidth = width - 2 * padding
  const plotHeight = height - 2 * padding
  let radius = Math.max(leastRadius, ring - labelGap)
  let tooLarge = Math.max(radius, plotWidth, plotHeight)
  // Labels do not grow with the tree, so the largest radius that fits is found by halving.
  for (let round = 0; round < 16; round++) {
    const middle = (radius + tooLarge) / 2
    const { left, right, top, bottom } = extent(middle)
    if (right - left <= plotWidth && bottom - top <= plotHeight) radius = middle
    else tooLarge = middle
  }
  const { left, right, top, bottom } = extent(radius)
  const fullWidth = Math.max(width, right - left + 2 * padding)
  const fullHeight = Math.max(height, bottom - top + 2 * padding)
  const center = { x: (fullWidth - left - right) / 2, y: (fullHeight - top - bottom) / 2 }
  const at = (x: number, y: number) => [center.x + (x - 0.5) * 2 * radius, center.y + (y - 0.5) * 2 * radius] as const

  const nodes = layout.nodes.map((node, index) => {
    const [x, y] = at(node.x, node.y)
    return { node: index, x, y, tip: node.tip, parent: node.parent, angle: node.angle }
  })
  const sectors = clearSectors(layout)
  const branches = layout.branches.map(({ parent, child, points }): DrawnBranch => {
    const [from, corner, to] = points.map(([x, y]) => at(x, y)) as [Point, Point, Point]
    const middle = ((reach[parent]! + reach[child]!) / 2) * radius
    const isClockwise = layout.nodes[child]!.angle > layout.nodes[parent]!.angle
    return {
      child,
      path: pathAlong(from, corner, to, reach[parent]! * radius, isClockwise),
      fitsSupport:
        (reach[child]! - reach[parent]!) * radius >= supportSize.along &&
        middle * sectors[child]! >= supportSize.across,
      supportX: (corner[0] + to[0]) / 2,
      supportY: (corner[1] + to[1]) / 2,
      supportAnchor: 'middle',
    }
  })
  const labels = tips.map((tip): DrawnLabel => {
    const { angle } = layout.nodes[tip]!
    const start = labelStart(tip, radius)
    const rotation = uprightRotation(angle)
    return {
      node: tip,
      text: texts[tip]!,
      x: center.x + Math.cos(angle) * start,
      y: center.y + Math.sin(angle) * start,
      anchor: Math.cos(angle - rotation) > 0 ? 'start' : 'end',
      rotation: (rotation * 180) / Math.PI,
      leader: leaderPath([nodes[tip]!.x, nodes[tip]!.y], angle, start - reach[tip]! * radius),
    }
  })
  return {
    width: fullWidth,
    height: fullHeight,
    center,
    nodes,
    branches,
    labels,
    triangles: [],
    scaleBar: scaleBarOf(layout.unit, 2 * radius),
  }

  /** Sides of the drawing, with the root at (0, 0). */
  function extent(size: number) {
    const corners = tips.flatMap((tip) => {
      const { angle } = layout.nodes[tip]!
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
      const end = labelStart(tip, size) + labelWidth(texts[tip]!)
      return [-labelHeight / 2, labelHeight / 2].map(
        (across) => [end * cosine - across * sine, end * sine + across * cosine] as const,
      )
    })
    const points = [...corners, ...bulges.map(([x, y]) => [x * size, y * size] as const)]
    const xs = points.map(([x]) => x)
    const ys = points.map(([, y]) => y)
    return { left: Math.min(0, ...xs), right: Math.max(0, ...xs), top: Math.min(0, ...ys), bottom: Math.max(0, ...ys) }
  }
}

type Point = readonly [x: number, y: number]

/**
 * The angle around each node's branch, counted equally to both sides, that holds no other branch up to the node's
 * radius.
 */
function clearSectors({ nodes, spacing }: CircularLayout): number[] {
  const first = nodes.map(({ tip, angle }) => (tip ? angle : Infinity))
  const last = nodes.map(({ tip, angle }) => (tip ? angle : -Infinity))
  for (let node = nodes.length - 1; node > 0; node--) {
    const { parent } = nodes[node]!
    first[parent] = Math.min(first[parent]!, first[node]!)
    last[parent] = Math.max(last[parent]!, last[node]!)
  }
  return nodes.map(({ angle }, node) => spacing + 2 * Math.min(angle - first[node]!, last[node]! - angle))
}

/** Points of the unit circle at which a branch's arc is farthest to the right, the bottom, the left or the top. */
function outermostOnArc({ nodes }: CircularLayout, { parent, child }: PlacedBranch): Point[] {
  const [from, to] = [nodes[parent]!.angle, nodes[child]!.angle].sort((left, right) => left - right) as [number, number]
  const quarter = Math.PI / 2
  const points: Point[] = []
  for (let quarters = Math.ceil(from / quarter); quarters * quarter <= to; quarters++)
    points.push([Math.cos(quarters * quarter), Math.sin(quarters * quarter)])
  return points
}

/**
 * Path data of a branch: an arc of less than half a circle from the parent to the corner, and a straight line to the
 * child.
 */
function pathAlong(from: Point, corner: Point, to: Point, radius: number, isClockwise: boolean): string {
  const size = radius.toFixed(2)
  return `M${pointText(from)}A${size} ${size} 0 0 ${isClockwise ? 1 : 0} ${pointText(corner)}L${pointText(to)}`
}
