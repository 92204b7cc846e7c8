import { tips, type Tree } from '../../../core/tree/tree.ts'

/** Names of the tips from first to last; an unnamed tip gives an empty string. */
export function tipNames(tree: Tree): string[] {
  return tips(tree).map((tip) => tip.name ?? '')
}
