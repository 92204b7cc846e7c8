import { foldTree, withChildren } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * Orders the children of every node by their number of tips, so that the tree looks like a staircase. Only the drawing
 * order changes. Children with equally many tips keep their order.
 *
 * @param order `ascending` (default) puts the smallest group first
 */
export function ladderize(tree: Tree, order: 'ascending' | 'descending' = 'ascending'): Tree {
  const sign = order === 'ascending' ? 1 : -1
  return foldTree<{ node: TreeNode; tips: number }>(tree, (node, values) => {
    if (values.length === 0) return { node, tips: 1 }
    const sorted = [...values].sort((left, right) => sign * (left.tips - right.tips))
    return {
      node: withChildren(node, sorted.map((value) => value.node)),
      tips: values.reduce((sum, value) => sum + value.tips, 0),
    }
  }).node
}
