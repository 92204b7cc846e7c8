import { checkedDistances } from './distance-matrix.ts'
import type { MatrixRows } from './distance-matrix.ts'
import { firstLeastPair } from './first-least-pair.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * The neighbour-joining tree of a distance matrix (Saitou & Nei 1987, with the criterion and the branch lengths of
 * Studier & Keppler 1988). With m nodes left and r(i) the sum of distances from i to the others:
 *
 *     join the pair with the least  Q(i,j) = (m - 2) d(i,j) - r(i) - r(j)
 *     length of i above the new node u = d(i,j)/2 + (r(i) - r(j)) / (2 (m - 2)), of j the rest of d(i,j)
 *     d(u,k) = (d(i,k) + d(j,k) - d(i,j)) / 2
 *
 * until three nodes are left, which meet in the root. The tree is unrooted: its root is that trifurcation and says nothing
 * about descent. Two names give a root with both tips at half the distance, one name gives a single tip.
 *
 * Ties (within 1e-12 of the largest Q) go to the pair that comes first in the order of the names; a joined pair takes the
 * place of its first member. Negative branch lengths are kept as they come out: see negative-branches.ts.
 * Time O(n^3), memory O(n^2).
 *
 * @param matrix n x n distances (see `checkedDistances` for what is refused)
 * @param names n names in the order of the rows
 */
export function neighbourJoining(matrix: MatrixRows, names: readonly string[]): Tree {
  const n = names.length
  const distances = checkedDistances(matrix, names)
  const nodes: TreeNode[] = names.map((name) => ({ name, children: [] }))
  const active = names.map((_, index) => index)
  if (n === 1) return nodes[0]!
  if (n === 2) {
    const half = distances[1]! / 2
    return { children: nodes.map((node) => ({ ...node, length: half })) }
  }

  const sums = new Float64Array(n)
  while (active.length > 3) {
    // Summed afresh each round: subtracting from old sums would let rounding errors build up.
    for (const i of active) {
      let sum = 0
      for (const k of active) sum += distances[i * n + k]!
      sums[i] = sum
    }
    const others = active.length - 2
    const [i, j] = firstLeastPair({ n, distances, active }, others, sums)
    const between = distances[i * n + j]!
    const lengthI = between / 2 + (sums[i]! - sums[j]!) / (2 * others)
    nodes[i] = { children: [{ ...nodes[i]!, length: lengthI }, { ...nodes[j]!, length: between - lengthI }] }
    active.splice(active.indexOf(j), 1)
    for (const k of active) {
      if (k === i) continue
      const distance = (distances[i * n + k]! + distances[j * n + k]! - between) / 2
      distances[i * n + k] = distance
      distances[k * n + i] = distance
    }
  }

  const [a, b, c] = [active[0]!, active[1]!, active[2]!]
  const ab = distances[a * n + b]!
  const ac = distances[a * n + c]!
  const bc = distances[b * n + c]!
  return {
    children: [
      { ...nodes[a]!, length: (ab + ac - bc) / 2 },
      { ...nodes[b]!, length: (ab + bc - ac) / 2 },
      { ...nodes[c]!, length: (ac + bc - ab) / 2 },
    ],
  }
}
