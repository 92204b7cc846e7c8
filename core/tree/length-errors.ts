import { indexTips, requireSameTips, splitKey, tipSets, type TipIndex } from './splits.ts'
import { listNodes } from './tree.ts'
import type { Tree } from './tree.ts'

/** Lengths of branches over replicates of a tree, whatever their roots. */
export interface LengthCount {
  /** Throws RangeError where the replicate has other tips than the reference. */
  readonly add: (replicate: Tree) => void
  /**
   * Standard errors of the branches above the nodes of a tree of the same tips, in preorder: the standard deviation of
   * the lengths of the same split over all replicates, 0 in those without it, so that what has little support is not
   * taken for precise. Null at the root, where no replicate has the split, and where there are fewer than two
   * replicates. Where the root lies on a branch, its two parts have the shares of the error that they have of the
   * length.
   */
  readonly errorsOf: (tree: Tree) => (number | null)[]
}

/** Bootstrap errors of the lengths of a tree's branches; replicates are counted as they come, and none is kept. */
export function countLengths(reference: Tree): LengthCount {
  const tips = indexTips(reference)
  const moments = new Map<string, { count: number; mean: number; squares: number }>()
  let replicates = 0
  return {
    add(replicate) {
      requireSameTips(tips, indexTips(replicate))
      replicates += 1
      for (const [key, length] of lengthsBySplit(replicate, tips)) {
        const known = moments.get(key) ?? { count: 0, mean: 0, squares: 0 }
        const count = known.count + 1
        const mean = known.mean + (length - known.mean) / count
        moments.set(key, { count, mean, squares: known.squares + (length - known.mean) * (length - mean) })
      }
    },
    errorsOf(tree) {
      const whole = lengthsBySplit(tree, tips)
      const sets = tipSets(tree, tips)
      return listNodes(tree).map(({ node, parent }, index) => {
        if (parent < 0) return null
        const key = splitKey(sets[index]!, tips)
        const known = moments.get(key)
        if (known === undefined || replicates < 2) return null
        const { count, mean } = known
        const ofAbsent = (count * (replicates - count) * mean ** 2) / replicates
        const error = Math.sqrt((known.squares + ofAbsent) / (replicates - 1))
        const length = whole.get(key)!
        return length === 0 ? error : error * Math.abs((node.length ?? 0) / length)
      })
    },
  }
}

/** The length of each split; that of a branch with the root on it is the sum of both parts. */
function lengthsBySplit(tree: Tree, tips: TipIndex): ReadonlyMap<string, number> {
  const sets = tipSets(tree, tips)
  const lengths = new Map<string, number>()
  for (const [index, { node, parent }] of listNodes(tree).entries()) {
    if (parent < 0) continue
    const key = splitKey(sets[index]!, tips)
    lengths.set(key, (lengths.get(key) ?? 0) + (node.length ?? 0))
  }
  return lengths
}
