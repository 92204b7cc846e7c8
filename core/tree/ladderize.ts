import { foldTree, withChildren } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

/**
 * Orders the children of every node by their number of tips, so that the tree looks like a staircase. Only the drawing
 * order changes. Children with equally many tips stand in the order of their first tips.
 *
 * @param order `ascending` (default) puts the smallest group first
 * @param label what tips are ordered by; by default all are equal, and children with equally many tips keep their order
 */
export function ladderize(
  tree: Tree,
  order: 'ascending' | 'descending' = 'ascending',
  label: (tip: TreeNode) => string = () => '',
): Tree {
  const sign = order === 'ascending' ? 1 : -1
  return foldTree<{ node: TreeNode; tips: number; first: string }>(tree, (node, values) => {
    if (values.length === 0) return { node, tips: 1, first: label(node) }
    const sorted = [...values].sort(
      (left, right) => sign * (left.tips - right.tips) || compareText(left.first, right.first),
    )
    return {
      node: withChildren(
        node,
        sorted.map((value) => value.node),
      ),
      tips: values.reduce((sum, value) => sum + value.tips, 0),
      first: values.map(({ first }) => first).reduce((least, first) => (first < least ? first : least)),
    }
  }).node
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
