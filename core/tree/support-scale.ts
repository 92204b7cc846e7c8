import { listNodes, type Tree } from './tree.ts'

/**
 * What a support of 1 is in a tree: 1 where all its supports are shares, 100 where any is above 1, as in trees of
 * programs that write percent. The root has no branch, so its support does not count.
 */
export function supportScale(tree: Tree): 1 | 100 {
  return listNodes(tree).some(({ node, parent }) => parent >= 0 && (node.support ?? 0) > 1) ? 100 : 1
}
