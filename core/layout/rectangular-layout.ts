import { isTip, listNodes } from '../tree/tree.ts'
import type { Tree } from '../tree/tree.ts'
import { countNegative, drawnLength } from './tree-layout.ts'
import type { PlacedBranch, PlacedNode, TreeLayout } from './tree-layout.ts'

/**
 * A tree with the root on the left and branches as horizontal lines.
 *
 * y: tips evenly from 0 (first) to 1 (last), an inner node midway between its first and its last child; a single tip at
 * 0.5. x: in a phylogram the distance from the root, the farthest node at 1; in a cladogram all tips at 1 and an inner
 * node left of its tips by the number of branches to the farthest of them, the root at 0. A phylogram without any
 * positive length has every node at 0.
 */
export function rectangularLayout(tree: Tree, kind: 'phylogram' | 'cladogram' = 'phylogram'): TreeLayout {
  const list = listNodes(tree)
  const x = kind === 'phylogram' ? distancesFromRoot(list) : levelsFromTips(list)
  const widest = kind === 'phylogram' ? x.reduce((most, value) => Math.max(most, value), 0) : 1
  if (kind === 'phylogram' && widest > 0) for (let i = 0; i < x.length; i++) x[i]! /= widest

  const y = new Float64Array(list.length)
  const tipCount = list.filter(({ node }) => isTip(node)).length
  let tip = 0
  for (let i = 0; i < list.length; i++) {
    if (isTip(list[i]!.node)) y[i] = tipCount === 1 ? 0.5 : tip++ / (tipCount - 1)
  }
  const first = new Int32Array(list.length).fill(-1)
  for (let i = list.length - 1; i >= 0; i--) {
    // Children are met last to first: the first to write y is the last child.
    if (first[i]! >= 0) y[i] = (y[i]! + y[first[i]!]!) / 2
    const { parent } = list[i]!
    if (parent < 0) continue
    if (first[parent]! < 0) y[parent] = y[i]!
    first[parent] = i
  }

  const nodes: PlacedNode[] = list.map(({ node, parent }, i) => ({
    node,
    parent,
    x: x[i]!,
    y: y[i]!,
    tip: isTip(node),
    angle: 0,
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
        [parent.x, node.y],
        [node.x, node.y],
      ],
    })
  })
  return {
    nodes,
    branches,
    unit: kind === 'phylogram' && widest > 0 ? widest : undefined,
    negative: countNegative(list),
  }
}

type Listed = ReturnType<typeof listNodes>

function distancesFromRoot(list: Listed): Float64Array {
  const distances = new Float64Array(list.length)
  list.forEach(({ node, parent }, i) => {
    if (parent >= 0) distances[i] = distances[parent]! + drawnLength(node)
  })
  return distances
}

function levelsFromTips(list: Listed): Float64Array {
  const levels = new Float64Array(list.length)
  for (let i = list.length - 1; i > 0; i--) {
    const parent = list[i]!.parent
    levels[parent] = Math.max(levels[parent]!, levels[i]! + 1)
  }
  const most = levels[0]!
  return levels.map((level) => (most === 0 ? 1 : 1 - level / most))
}
