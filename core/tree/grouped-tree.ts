import { collapseZeroBranches } from './collapse-branches.ts'
import { branchOf, foldTree, isTip, withBranch } from './tree.ts'
import type { MatrixRows } from './distance-matrix.ts'
import type { Tree, TreeNode } from './tree.ts'

/** Inner branches shorter than this share of the largest distance are rounding. */
const relativeRounding = 1e-9

/**
 * The tree of groups of models, each group as one tip with the name of its first member. The distance between two
 * groups is the mean over all pairs of their members. Inner branches of length 0 are collapsed, so that no tie makes a
 * clade.
 *
 * @param matrix n x n distances of the models
 * @param groups places of the models, from `indistinguishableGroups`
 * @param build neighbour joining or UPGMA
 */
export function treeOfGroups(
  matrix: MatrixRows,
  names: readonly string[],
  groups: readonly (readonly number[])[],
  build: (matrix: MatrixRows, names: readonly string[]) => Tree,
): Tree {
  const rows = groups.map((one) => groups.map((other) => (one === other ? 0 : meanDistance(matrix, one, other))))
  // The same sum in another order can differ in its last digit.
  for (let i = 0; i < rows.length; i++) for (let j = 0; j < i; j++) rows[i]![j] = rows[j]![i]!
  const largest = rows.reduce((most, row) => row.reduce((m, value) => Math.max(m, value), most), 0)
  return collapseZeroBranches(
    build(
      rows,
      groups.map(([first]) => names[first!]!),
    ),
    largest * relativeRounding,
  )
}

function meanDistance(matrix: MatrixRows, one: readonly number[], other: readonly number[]): number {
  let sum = 0
  for (const i of one) for (const j of other) sum += matrix[i]![j]!
  return sum / (one.length * other.length)
}

/**
 * The tree of all models from that of their groups: a group of several is a node with its members as tips of length 0
 * below it. The branch above that node carries no support, as it is in every replicate.
 */
export function withGroupMembers(tree: Tree, names: readonly string[], groups: readonly (readonly number[])[]): Tree {
  const membersOf = new Map(groups.map((group) => [names[group[0]!]!, group.map((place) => names[place]!)]))
  return foldTree<TreeNode>(tree, (node, children) => {
    if (!isTip(node)) return { ...node, children }
    const members = membersOf.get(node.name ?? '')
    if (members === undefined || members.length === 1) return node
    return withBranch({ children: members.map((name) => ({ name, length: 0, children: [] })) }, branchOf(node))
  })
}
