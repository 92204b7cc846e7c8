import { isTip, preorder, type Tree } from '../../../core/tree/tree.ts'

/** Names of the tips from first to last; an unnamed tip gives an empty string. */
export function tipNames(tree: Tree): string[] {
  return preorder(tree)
    .filter(isTip)
    .map((tip) => tip.name ?? '')
}
