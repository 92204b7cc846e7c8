import { foldTree, isTip, withChildren } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * The tree without inner branches of length 0: what hangs below one hangs at its parent instead. Such a branch says
 * nothing; which tips it separates was decided by a tie. Negative lengths are kept: they are a misfit, no tie.
 *
 * @param tolerance lengths from -tolerance to tolerance count as 0
 */
export function collapseZeroBranches(tree: Tree, tolerance: number): Tree {
  return foldTree<TreeNode>(tree, (node, children) => {
    if (isTip(node)) return node
    const isZero = (child: TreeNode): boolean =>
      !isTip(child) && child.length !== undefined && Math.abs(child.length) <= tolerance
    return withChildren(
      node,
      children.flatMap((child) => (isZero(child) ? child.children : [child])),
    )
  })
}
