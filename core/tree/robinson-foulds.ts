import { indexTips, informativeKeys, requireSameTips } from './splits.ts'
import type { Tree } from './tree.ts'

export interface RobinsonFoulds {
  /** Splits (or clades) found in one tree only, counted over both trees. */
  readonly distance: number
  /** Informative splits of the first tree plus those of the second: the distance of two trees that share none. */
  readonly greatest: number
  /** distance / greatest, 0 to 1; 0 where neither tree has an informative split. */
  readonly normalised: number
}

/**
 * The Robinson-Foulds distance (Robinson & Foulds 1981) between two trees with the same tips: how many splits one has
 * and the other has not. Lengths do not count.
 *
 * @param options.rooted false (default) compares splits and ignores the roots; true compares clades
 * @throws RangeError where the trees differ in their tips, or tips are unnamed or share a name
 */
export function robinsonFoulds(
  first: Tree,
  second: Tree,
  { rooted = false }: { readonly rooted?: boolean } = {},
): RobinsonFoulds {
  const tips = indexTips(first)
  requireSameTips(tips, indexTips(second))
  const inFirst = informativeKeys(first, tips, rooted)
  const inSecond = informativeKeys(second, tips, rooted)
  let shared = 0
  for (const key of inFirst) if (inSecond.has(key)) shared++
  const greatest = inFirst.size + inSecond.size
  const distance = greatest - 2 * shared
  return { distance, greatest, normalised: greatest === 0 ? 0 : distance / greatest }
}
