import { collapseZeroBranches } from './collapse-branches.ts'
import { branchOf, foldTree, isTip, withBranch } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

/** Inner branches shorter than this share of the largest distance are rounding. */
const relativeRounding = 1e-9

/**
 * The tree of groups of models, each group as one tip with the name of its first member. The distance between two
 * groups is the mean over all pairs of their members. Inner branches of length 0 are collapsed, so that no tie makes a
 * clade.
 *
 * @param distances n * n values of the models, row by row, symmetric
 * @param groups indices of the models, from `indistinguishableGroups`
 * @param build neighbour joining or UPGMA
 */
export function treeOfGroups(
  distances: Float64Array,
  names: readonly string[],
  groups: readonly (readonly number[])[],
  build: (distances: Float64Array, names: readonly string[]) => Tree,
): Tree {
  const count = groups.length
  const between = new Float64Array(count * count)
  let largest = 0
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      // Both from one sum: the same one in another order can differ in its last digit.
      const distance = meanDistance(distances, names.length, groups[i]!, groups[j]!)
      between[i * count + j] = distance
      between[j * count + i] = distance
      largest = Math.max(largest, distance)
    }
  }
  return collapseZeroBranches(
    build(
      between,
      groups.map(([first]) => names[first!]!),
    ),
    largest * relativeRounding,
  )
}

function meanDistance(distances: Float64Array, n: number, left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (const i of left) for (const j of right) sum += distances[i * n + j]!
  return sum / (left.length * right.length)
}

/**
 * The tree of all models from that of their groups: a group of several is a node with its members as tips of length 0
 * below it. The branch above that node carries no support, as it is in every replicate.
 */
export function withGroupMembers(tree: Tree, names: readonly string[], groups: readonly (readonly number[])[]): Tree {
  const membersOf = new Map(groups.map((group) => [names[group[0]!]!, group.map((index) => names[index]!)]))
  return foldTree<TreeNode>(tree, (node, children) => {
    if (!isTip(node)) return { ...node, children }
    const members = membersOf.get(node.name ?? '')
    if (members === undefined || members.length === 1) return node
    return withBranch({ children: members.map((name) => ({ name, length: 0, children: [] })) }, branchOf(node))
  })
}
