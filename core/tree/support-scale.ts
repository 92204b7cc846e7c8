import { listNodes, type Tree } from './tree.ts'

/**
 * What a support of 1 is in a tree: 1 where all its supports are shares, 100 where any is above 1, as in trees of
 * programs that write percent. Undefined where any is below 0 or above 100: such numbers name the nodes and tell no
 * support. The root has no branch, so its number does not count.
 */
export function supportScale(tree: Tree): 1 | 100 | undefined {
  const supports = listNodes(tree).flatMap(({ node: { support }, parent }) =>
    parent >= 0 && support !== undefined ? [support] : [],
  )
  if (supports.some((support) => support < 0 || support > 100)) return undefined
  return supports.some((support) => support > 1) ? 100 : 1
}
