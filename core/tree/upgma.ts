import { checkedDistances } from './distance-matrix.ts'
import { closestPairs } from './closest-pairs.ts'
import { tiedGroups } from './tied-groups.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * The UPGMA tree of a distance matrix (Sokal & Michener 1958): the closest clusters are joined at half their distance,
 * and the distance between clusters is the mean over all pairs of their tips,
 *
 *     d(i+j, k) = (|i| d(i,k) + |j| d(j,k)) / (|i| + |j|)
 *
 * The tree is rooted and ultrametric: all tips are equally far from the root. That is right only where all lineages
 * change at the same rate. No tie decides (Fernández & Gómez 2008): pairs at the same distance (within 1e-12 of the
 * largest) are joined in the same round, and where they share clusters all of these become children of one node, so the
 * order of the names changes nothing. One name gives a single tip. Time O(n^3), memory O(n^2).
 *
 * @param between n * n distances row by row, symmetric (see `checkedDistances` for what is refused)
 * @param names n names in the order of the rows
 */
export function upgma(between: Float64Array, names: readonly string[]): Tree {
  const n = names.length
  const distances = checkedDistances(between, names)
  const nodes: TreeNode[] = names.map((name) => ({ name, children: [] }))
  const sizes = new Float64Array(n).fill(1)
  const heights = new Float64Array(n)
  const active = names.map((_, index) => index)
  while (active.length > 1) {
    const { distance, pairs } = closestPairs({ n, distances, active })
    const height = distance / 2
    for (const group of tiedGroups(pairs)) {
      const [first, ...absorbed] = group as [number, ...number[]]
      nodes[first] = { children: group.map((member) => ({ ...nodes[member]!, length: height - heights[member]! })) }
      heights[first] = height
      for (const member of absorbed) active.splice(active.indexOf(member), 1)
      const size = group.reduce((sum, member) => sum + sizes[member]!, 0)
      for (const k of active) {
        if (k === first) continue
        const mean = group.reduce((sum, member) => sum + sizes[member]! * distances[member * n + k]!, 0) / size
        distances[first * n + k] = mean
        distances[k * n + first] = mean
      }
      sizes[first] = size
    }
  }
  return nodes[active[0]!]!
}
