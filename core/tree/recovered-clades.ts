import { indexTips, sizeOf, splitKey, tipSets } from './splits.ts'
import type { Tree } from './tree.ts'

export interface CladeRecovery {
  readonly tips: readonly string[]
  /** True where one branch of the tree separates exactly these tips from all others. */
  readonly recovered: boolean
  /** False for sets that every tree has: none, one, all but one, or all of the tips. */
  readonly informative: boolean
}

/**
 * Which of the given sets of tips form a split of the tree, wherever its root is. A set and its complement are the same
 * split.
 *
 * @param trueClades sets of tip names, e.g. from `ancestralClades`
 * @returns one entry per set, in the same order
 * @throws RangeError where a name is no tip of the tree
 */
export function recoveredClades(tree: Tree, trueClades: readonly (readonly string[])[]): CladeRecovery[] {
  const tips = indexTips(tree)
  const keys = new Set(tipSets(tree, tips).map((set) => splitKey(set, tips)))
  return trueClades.map((names) => {
    const set = tips.setOf(names, 'Clade to find')
    const size = sizeOf(set)
    return {
      tips: names,
      recovered: keys.has(splitKey(set, tips)),
      informative: size >= 2 && tips.names.length - size >= 2,
    }
  })
}
