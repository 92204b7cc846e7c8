import { plural } from '../format/quantity.ts'
import { reroot } from './reroot.ts'
import { listNodes } from './tree.ts'
import { indexTips, splitKey, tipSets } from './splits.ts'
import type { Tree } from './tree.ts'

/**
 * The tree rooted in the middle of the branch that separates the outgroup from all other tips.
 *
 * @param outgroup names of tips: one, or several that form a split of the tree
 * @throws RangeError where a name is no tip, all tips are named, or the named tips are not on one side of a branch
 */
export function rootByOutgroup(tree: Tree, outgroup: readonly string[]): Tree {
  const tips = indexTips(tree)
  const wanted = tips.setOf(outgroup, 'Outgroup')
  const named = new Set(outgroup).size
  if (named === 0 || named === tips.names.length) {
    throw new RangeError(`Outgroup: expected some but not all of ${plural(tips.names.length, 'tip')}, found ${named}`)
  }
  const key = splitKey(wanted, tips)
  const sets = tipSets(tree, tips)
  const index = sets.findIndex((set, at) => at > 0 && splitKey(set, tips) === key)
  if (index < 0) {
    throw new RangeError(
      `Outgroup: expected tips that one branch separates from all others, found ${[...new Set(outgroup)].join(', ')}`,
    )
  }
  const list = listNodes(tree)
  const { node, parent } = list[index]!
  const siblings = list[parent]!.node.children
  // The two branches below a two-child root are one branch of the unrooted tree.
  const rest = parent === 0 && siblings.length === 2 ? (siblings[1 - list[index]!.position]!.length ?? 0) : 0
  return reroot(tree, index, ((node.length ?? 0) + rest) / 2)
}
