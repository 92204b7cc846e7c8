import { reroot } from './reroot.ts'
import { foldTree, listNodes } from './tree.ts'
import type { Tree } from './tree.ts'

/** The deepest tip below a node and the longest path between two tips that lies below it. */
interface Reach {
  readonly depth: number
  readonly tip: number
  readonly longest: { readonly length: number; readonly from: number; readonly to: number } | undefined
}

/** A midpoint closer to a node than this share of the longest path falls on the node: the rest is rounding. */
const relativeRounding = 1e-12

/**
 * The tree rooted in the middle of the longest path between two tips (Farris 1972), as good a guess of the root as
 * there is without an outgroup where lineages change at about the same rate. Negative lengths count as they are, absent
 * ones as
 * 0. Among equally long paths the first in the order of the tips is taken. Where the middle is a node, that node
 * becomes the root; where no path is longer than 0, the tree stays as it is.
 */
export function midpointRoot(tree: Tree): Tree {
  const list = listNodes(tree)
  const { longest } = foldTree<Reach>(tree, (node, values, index) => {
    if (values.length === 0) return { depth: 0, tip: index, longest: undefined }
    let best = values[0]!.longest
    let deepest = { depth: (node.children[0]!.length ?? 0) + values[0]!.depth, tip: values[0]!.tip }
    for (let i = 1; i < values.length; i++) {
      const value = values[i]!
      const depth = (node.children[i]!.length ?? 0) + value.depth
      if (value.longest && (!best || value.longest.length > best.length)) best = value.longest
      const across = { length: deepest.depth + depth, from: deepest.tip, to: value.tip }
      if (!best || across.length > best.length) best = across
      if (depth > deepest.depth) deepest = { depth, tip: value.tip }
    }
    return { ...deepest, longest: best }
  })
  if (!longest || longest.length <= 0) return tree

  const half = longest.length / 2
  const rounding = longest.length * relativeRounding
  const ancestors = (tip: number): number[] => {
    const path: number[] = []
    for (let at = tip; at !== -1; at = list[at]!.parent) path.push(at)
    return path
  }
  const fromPath = ancestors(longest.from)
  const toPath = ancestors(longest.to)
  const shared = new Set(toPath)
  const apex = fromPath.findIndex((at) => shared.has(at))

  // Up from one tip to the path's highest node, then, if half is not reached, up from the other.
  for (const [path, end] of [
    [fromPath, apex],
    [toPath, toPath.indexOf(fromPath[apex]!)],
  ] as const) {
    let climbed = 0
    for (let k = 0; k < end; k++) {
      const length = list[path[k]!]!.node.length ?? 0
      if (climbed + length >= half - rounding) {
        if (Math.abs(climbed + length - half) <= rounding) return reroot(tree, path[k + 1]!)
        return reroot(tree, path[k]!, half - climbed)
      }
      climbed += length
    }
  }
  return tree
}
