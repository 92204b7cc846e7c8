import { checkedDistances } from './distance-matrix.ts'
import type { MatrixRows } from './distance-matrix.ts'
import { NeighbourSearch } from './neighbour-search.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * The neighbour-joining tree of a distance matrix (Saitou & Nei 1987, with the criterion and the branch lengths of
 * Studier & Keppler 1988). With m nodes left and r(i) the sum of distances from i to the others:
 *
 *     join the pair with the least  Q(i,j) = (m - 2) d(i,j) - r(i) - r(j)
 *     length of i above the new node u = d(i,j)/2 + (r(i) - r(j)) / (2 (m - 2)), of j the rest of d(i,j)
 *     d(u,k) = (d(i,k) + d(j,k) - d(i,j)) / 2
 *
 * until three nodes are left, which meet in the root. The tree is unrooted: its root is that trifurcation and says
 * nothing about descent. Two names give a root with both tips at half the distance, one name gives a single tip.
 *
 * Ties (within 1e-12 of the largest r) go to the pair that comes first in the order of the names; a joined pair takes
 * the place of its first member. For a tree in which ties decide nothing see neighbour-tree.ts. Negative branch lengths
 * are kept as they come out: see negative-branches.ts. Time at most O(n^3), in practice less (see neighbour-search.ts);
 * memory O(n^2).
 *
 * @param matrix n x n distances (see `checkedDistances` for what is refused)
 * @param names n names in the order of the rows
 */
export function neighbourJoining(matrix: MatrixRows, names: readonly string[]): Tree {
  const n = names.length
  const distances = checkedDistances(matrix, names)
  const nodes: TreeNode[] = names.map((name) => ({ name, children: [] }))
  if (n === 1) return nodes[0]!
  if (n === 2) {
    const half = distances[1]! / 2
    return { children: nodes.map((node) => ({ ...node, length: half })) }
  }

  const search = new NeighbourSearch(distances, n)
  while (search.count > 3) {
    const { first, second, distance, difference } = search.nearest()
    const length = distance / 2 + difference / (2 * (search.count - 2))
    nodes[first] = {
      children: [
        { ...nodes[first]!, length },
        { ...nodes[second]!, length: distance - length },
      ],
    }
    search.join(first, second)
  }

  const [a, b, c] = search.left as [number, number, number]
  const ab = search.distance(a, b)
  const ac = search.distance(a, c)
  const bc = search.distance(b, c)
  return {
    children: [
      { ...nodes[a]!, length: (ab + ac - bc) / 2 },
      { ...nodes[b]!, length: (ab + bc - ac) / 2 },
      { ...nodes[c]!, length: (ac + bc - ab) / 2 },
    ],
  }
}
