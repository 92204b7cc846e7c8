import { foldTree, isTip } from './tree.ts'
import type { Tree } from './tree.ts'

export interface NegativeBranch {
  /** Names of the tips below the branch. */
  readonly tips: readonly string[]
  readonly length: number
}

/**
 * The branches with a negative length, in preorder. Neighbour joining gives them where the distances do not fit a tree;
 * they are a measure of that misfit.
 *
 * @param rounding lengths from -rounding to 0 are not counted; they come from distances that are equal but for the last
 *   digits
 */
export function negativeBranches(tree: Tree, rounding = 1e-12): NegativeBranch[] {
  const negative: NegativeBranch[] = []
  foldTree<readonly string[]>(tree, (node, below) => {
    const names = isTip(node) ? [node.name ?? ''] : below.flat()
    if (node !== tree && node.length !== undefined && node.length < -rounding)
      negative.push({ tips: names, length: node.length })
    return names
  })
  return negative.reverse()
}
