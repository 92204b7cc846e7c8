import { isTip, listNodes } from '../tree/tree.ts'
import type { Tree } from '../tree/tree.ts'
import { countNegative, drawnLength } from './tree-layout.ts'
import type { PlacedBranch, PlacedNode, TreeLayout } from './tree-layout.ts'

/**
 * An unrooted tree by the equal-angle method (Felsenstein, Inferring Phylogenies, 2004, chapter 34): every subtree gets
 * a sector of the circle proportional to its number of tips, and its branch runs along the middle of the sector.
 * Lengths are to scale, and branches never cross: a sector moved outwards along its middle stays inside itself.
 *
 * The drawing is moved and scaled, equally in both directions, into the unit square, and centred in it. The root's
 * place does not matter, except that a two-child root is drawn as a point on a straight branch.
 */
export function equalAngleLayout(tree: Tree): TreeLayout {
  const list = listNodes(tree)
  const n = list.length
  const tipsBelow = new Float64Array(n)
  for (let i = n - 1; i >= 0; i--) {
    const { node, parent } = list[i]!
    if (isTip(node)) tipsBelow[i] = 1
    if (parent >= 0) tipsBelow[parent]! += tipsBelow[i]!
  }

  const perTip = (2 * Math.PI) / tipsBelow[0]!
  /** Where the next child's sector begins. */
  const sector = new Float64Array(n)
  const angles = new Float64Array(n)
  const x = new Float64Array(n)
  const y = new Float64Array(n)
  for (let i = 1; i < n; i++) {
    const { node, parent } = list[i]!
    const width = tipsBelow[i]! * perTip
    sector[i] = sector[parent]!
    sector[parent]! += width
    const angle = sector[i]! + width / 2
    angles[i] = angle
    x[i] = x[parent]! + drawnLength(node) * Math.cos(angle)
    y[i] = y[parent]! + drawnLength(node) * Math.sin(angle)
  }

  const [left, right] = extent(x)
  const [top, bottom] = extent(y)
  const size = Math.max(right - left, bottom - top)
  const nodes: PlacedNode[] = list.map(({ node, parent }, i) => ({
    node,
    parent,
    x: centred(x[i]!, left, right, size),
    y: centred(y[i]!, top, bottom, size),
    tip: isTip(node),
    angle: angles[i]! > Math.PI ? angles[i]! - 2 * Math.PI : angles[i]!,
  }))
  const branches: PlacedBranch[] = []
  nodes.forEach((node, child) => {
    if (node.parent < 0) return
    const parent = nodes[node.parent]!
    branches.push({
      parent: node.parent,
      child,
      points: [
        [parent.x, parent.y],
        [node.x, node.y],
      ],
    })
  })
  return { nodes, branches, unit: size > 0 ? size : undefined, negative: countNegative(list) }
}

/** Divided, not multiplied by 1 / size, which overflows for the smallest sizes. */
function centred(value: number, least: number, most: number, size: number): number {
  return size > 0 ? 0.5 + (value - (least + most) / 2) / size : 0.5
}

function extent(values: Float64Array): [least: number, most: number] {
  let least = Infinity
  let most = -Infinity
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return [least, most]
}
