import { checkedDistances } from './distance-matrix.ts'
import { NeighbourSearch } from './neighbour-search.ts'
import { tiedGroups } from './tied-groups.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * The neighbour-joining tree of a distance matrix (Saitou & Nei 1987, with the criterion and the branch lengths of
 * Studier & Keppler 1988). With m nodes left and r(i) the sum of distances from i to the others:
 *
 *     join the pair with the least  Q(i,j) = (m - 2) d(i,j) - r(i) - r(j)
 *     length of i above the new node u = d(i,j)/2 + (r(i) - r(j)) / (2 (m - 2)), of j the rest of d(i,j)
 *     d(u,k) = (d(i,k) + d(j,k) - d(i,j)) / 2
 *
 * until three nodes are left, which meet in the root. The tree is unrooted: its root is that node and says nothing
 * about descent. Two names give a root with both tips at half the distance, one name gives a single tip.
 *
 * No tie (within 1e-12 of the largest r) decides: the order of the names changes neither splits nor lengths. Pairs that
 * tie and are apart are joined in the same round. Joining one and looking again may part the second, one way or the
 * other by the order of the names. Pairs that share nodes all meet in one node, with the branch lengths of the star
 * that fits their distances best:
 *
 *     r(i) = sum of d(i,j) over the k nodes
 *     R = sum of all r / (2 (k - 1))
 *     length of i of k nodes = (r(i) - R) / (k - 2)
 *     distance of the new node to x = mean of d(i,x) over the k nodes - mean of their lengths
 *
 * For UPGMA the same was proposed by Fernández & Gómez 2008. Negative branch lengths are kept as they come out: see
 * negative-branches.ts. Time at most O(n^3), in practice less (see neighbour-search.ts); memory O(n^2).
 *
 * @param distances n * n values row by row, symmetric (see `checkedDistances` for what is refused)
 * @param names n names in the order of the rows
 */
export function neighbourTree(distances: Float64Array, names: readonly string[]): Tree {
  const working = checkedDistances(distances, names)
  const nodes: TreeNode[] = names.map((name) => ({ name, children: [] }))
  if (names.length === 2) {
    const half = working[1]! / 2
    return { children: nodes.map((node) => ({ ...node, length: half })) }
  }
  const search = new NeighbourSearch(working, names.length)
  while (search.count > 3) joinNearest(search, nodes)
  const left = search.left
  const [first, second] = left as [number, number]
  if (left.length === 1) return nodes[first]!
  if (left.length === 3) return { children: star(search, left, nodes).children }
  // Two nodes are one branch, which has no middle: the root is the end that is no tip.
  const [root, child] =
    nodes[first]!.children.length > 0 ? [nodes[first]!, nodes[second]!] : [nodes[second]!, nodes[first]!]
  return { children: [...root.children, { ...child, length: search.distance(first, second) }] }
}

/** One round: joins what is nearest. */
function joinNearest(search: NeighbourSearch, nodes: TreeNode[]): void {
  const { count } = search
  const pairs = search.nearestPairs()
  const groups = tiedGroups(pairs.map(({ first, second }) => [first, second]))
  // Of four nodes two pairs that are apart are the two sides of one branch.
  const chosen = count === 4 ? groups.slice(0, 1) : groups
  // All lengths are of this round, whatever is joined first.
  const joins = chosen.map((group) => {
    if (group.length > 2) return { group, ...star(search, group, nodes) }
    const { first, second, distance, difference } = pairs.find((pair) => pair.first === group[0])!
    const length = distance / 2 + difference / (2 * (count - 2))
    return {
      group,
      height: distance / 2,
      children: [
        { ...nodes[first]!, length },
        { ...nodes[second]!, length: distance - length },
      ],
    }
  })
  for (const { group, children, height } of joins) {
    const [first, second] = group as [number, number]
    nodes[first] = { children }
    if (group.length === 2) search.join(first, second)
    else search.joinMany(group, height)
  }
}

/** Three nodes or more as the children of one, with their branch lengths, and the mean of these. */
function star(
  search: NeighbourSearch,
  group: readonly number[],
  nodes: readonly TreeNode[],
): { children: TreeNode[]; height: number } {
  const sums = group.map((left) =>
    group.reduce((sum, right) => (left === right ? sum : sum + search.distance(left, right)), 0),
  )
  const total = sums.reduce((sum, value) => sum + value, 0) / (2 * (group.length - 1))
  return {
    children: group.map((node, index) => ({ ...nodes[node]!, length: (sums[index]! - total) / (group.length - 2) })),
    height: total / group.length,
  }
}
