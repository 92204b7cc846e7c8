import { checkedDistances } from './distance-matrix.ts'
import type { MatrixRows } from './distance-matrix.ts'
import { closestPair } from './closest-pair.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * The UPGMA tree of a distance matrix (Sokal & Michener 1958): the two closest clusters are joined at half their distance,
 * and the distance between clusters is the mean over all pairs of their tips,
 *
 *     d(i+j, k) = (|i| d(i,k) + |j| d(j,k)) / (|i| + |j|)
 *
 * The tree is rooted and ultrametric: all tips are equally far from the root. That is right only where all lineages change
 * at the same rate. Ties (within 1e-12 of the largest distance) go to the pair that comes first in the order of the names; a
 * joined pair takes the place of its first member. One name gives a single tip. Time O(n^3), memory O(n^2).
 *
 * @param matrix n x n distances (see `checkedDistances` for what is refused)
 * @param names n names in the order of the rows
 */
export function upgma(matrix: MatrixRows, names: readonly string[]): Tree {
  const n = names.length
  const distances = checkedDistances(matrix, names)
  const nodes: TreeNode[] = names.map((name) => ({ name, children: [] }))
  const sizes = new Float64Array(n).fill(1)
  const heights = new Float64Array(n)
  const active = names.map((_, index) => index)
  while (active.length > 1) {
    const [i, j] = closestPair({ n, distances, active })
    const height = distances[i * n + j]! / 2
    nodes[i] = { children: [i, j].map((k) => ({ ...nodes[k]!, length: height - heights[k]! })) }
    heights[i] = height
    active.splice(active.indexOf(j), 1)
    const [sizeI, sizeJ] = [sizes[i]!, sizes[j]!]
    for (const k of active) {
      if (k === i) continue
      const distance = (sizeI * distances[i * n + k]! + sizeJ * distances[j * n + k]!) / (sizeI + sizeJ)
      distances[i * n + k] = distance
      distances[k * n + i] = distance
    }
    sizes[i] = sizeI + sizeJ
  }
  return nodes[active[0]!]!
}
