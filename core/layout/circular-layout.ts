import type { Tree } from '../tree/tree.ts'
import { rectangularLayout } from './rectangular-layout.ts'
import type { PlacedBranch, PlacedNode, TreeLayout } from './tree-layout.ts'

export interface CircularLayout extends TreeLayout {
  /** Angle between neighbouring tips, in radians; a whole turn where there is one tip. */
  readonly spacing: number
}

/**
 * Least angle between the last tip and the first, in radians: it shows where the tips begin and leaves a way to the
 * root.
 */
const leastGap = Math.PI / 9

/**
 * A rooted tree with the root in the middle and its tips around it, clockwise from a gap at the top: the rectangular
 * layout in polar coordinates, as the fan of the R package ape draws it (Paradis and Schliep, Bioinformatics 35, 2019,
 * 526-528).
 *
 * Radius: the rectangular layout's x from 0 in the middle to 0.5 at x = 1, so that the circle fills the unit square.
 * Angle: its y from the first tip to the last, so that an inner node is midway between its first and its last child.
 *
 * Each clade has a sector of its own, and a node is never nearer to the middle than its parent: branches do not cross.
 * An arc, from a node to the angle of a child, is always shorter than half of the circle.
 */
export function circularLayout(tree: Tree, kind: 'phylogram' | 'cladogram' = 'phylogram'): CircularLayout {
  const flat = rectangularLayout(tree, kind)
  const tipCount = flat.nodes.filter(({ tip }) => tip).length
  const spacing = Math.min((2 * Math.PI) / tipCount, (2 * Math.PI - leastGap) / (tipCount - 1))
  const sweep = spacing * (tipCount - 1)
  const firstAngle = -Math.PI / 2 + (2 * Math.PI - sweep) / 2
  // A root that is the only tip has x = 1 in a cladogram.
  const radii = flat.nodes.map(({ parent, x }) => (parent < 0 ? 0 : x / 2))

  const nodes = flat.nodes.map(({ node, parent, y, tip }, index): PlacedNode => {
    const angle = firstAngle + y * sweep
    const [nodeX, nodeY] = pointAt(radii[index]!, angle)
    return { node, parent, x: nodeX, y: nodeY, tip, angle }
  })
  const branches = flat.branches.map(({ parent, child }): PlacedBranch => {
    const [from, to] = [nodes[parent]!, nodes[child]!]
    return { parent, child, points: [[from.x, from.y], pointAt(radii[parent]!, to.angle), [to.x, to.y]] }
  })
  return {
    nodes,
    branches,
    unit: flat.unit === undefined ? undefined : 2 * flat.unit,
    negative: flat.negative,
    spacing,
  }
}

function pointAt(radius: number, angle: number): readonly [x: number, y: number] {
  return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)]
}
