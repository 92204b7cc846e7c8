import { foldTree, isTip, joinBranches, withBranch, withChildren } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * The tree of the tips that `keep` accepts. Inner nodes left with one child disappear: the branches on both sides
 * become one, with added lengths and the larger support. What stood above the new root is dropped.
 *
 * @returns `undefined` where no tip is kept
 */
export function prune(tree: Tree, keep: (tip: TreeNode) => boolean): Tree | undefined {
  const kept = foldTree<TreeNode | undefined>(tree, (node, values) => {
    if (isTip(node)) return keep(node) ? node : undefined
    const children = values.filter((child) => child !== undefined)
    if (children.length === 0) return undefined
    if (children.length > 1 || node.children.length === 1) return withChildren(node, children)
    return withBranch(children[0]!, joinBranches(node, children[0]!))
  })
  if (kept === undefined || kept === tree || tree.children.length === 1) return kept
  return withBranch(kept, { length: tree.length, support: tree.support })
}
