import { branchOf, isTip, joinBranches, listNodes, withBranch, withChildren } from './tree.ts'
import type { Branch, Tree, TreeNode } from './tree.ts'

/**
 * The same unrooted tree held by another node, or by a new root placed on a branch.
 *
 * Length and support belong to branches, so on the way from the old root to the new one they move to the node at the
 * other end (Czech, Huerta-Cepas & Stamatakis 2017). An old root with two children was only a point on a branch: it
 * disappears and its two branches become one. The order of the neighbours around each node is kept, so nothing is
 * turned over in a drawing. Name, comment, length and support of a disappearing root are lost.
 *
 * @param index the node's index in the preorder list of the tree
 * @param above where on the branch above that node the new root is placed, as a distance from the node; absent: the
 *   node itself becomes the root
 * @throws RangeError where the index is not that of a node, is that of a tip with no place on its branch, or is that of
 *   the root with one
 */
export function reroot(tree: Tree, index: number, above?: number): Tree {
  const list = listNodes(tree)
  const start = list[index]
  if (!start) throw new RangeError(`Node to root at: expected an index from 0 to ${list.length - 1}, found ${index}`)
  if (index === 0) {
    if (above !== undefined)
      throw new RangeError('Place of the root: expected a node with a branch above it, found the root')
    return tree
  }
  if (above === undefined && isTip(start.node)) {
    throw new RangeError(
      `Node to root at: expected an inner node or a place on a branch, found the tip ${start.node.name ?? index}`,
    )
  }
  const path: number[] = []
  for (let at = index; at !== -1; at = list[at]!.parent) path.push(at)

  /**
   * The subtree seen from the branch between path[k] and path[k + 1], away from path[k]; its branch is that of path[k].
   */
  let beyond: TreeNode | undefined
  let beyondBranch: Branch | undefined
  for (let k = path.length - 1; k >= 1; k--) {
    const { node } = list[path[k]!]!
    const { node: below, position } = list[path[k - 1]!]!
    const after = node.children.slice(position + 1)
    const before = node.children.slice(0, position)
    if (beyond) {
      beyond = withChildren(node, [...after, withBranch(beyond, beyondBranch!), ...before])
      beyondBranch = branchOf(below)
    } else if (node.children.length === 2) {
      const sibling = [...after, ...before][0]!
      beyond = sibling
      beyondBranch = joinBranches(below, sibling)
    } else if (node.children.length > 2) {
      beyond = withChildren(node, [...after, ...before])
      beyondBranch = branchOf(below)
    }
    // A root with one child is no node of the unrooted tree: it is left out.
  }

  const target = start.node
  if (!beyond) return withBranch(target, { length: undefined, support: undefined })
  const branch = beyondBranch!
  if (above === undefined) {
    const children = [withBranch(beyond, branch), ...target.children]
    return withBranch(withChildren(target, children), { length: undefined, support: undefined })
  }
  return {
    children: [
      withBranch(target, { length: above, support: branch.support }),
      withBranch(beyond, {
        length: branch.length === undefined ? undefined : branch.length - above,
        support: branch.support,
      }),
    ],
  }
}
