import { listNodes } from '../../../core/tree/tree.ts'
import type { Tree } from '../../../core/tree/tree.ts'

/**
 * Distances along the tree between all tips, in the order of `names`: each from the two lists of ancestors, without
 * shortcuts.
 */
export function pathLengths(tree: Tree, names: readonly string[]): number[][] {
  const list = listNodes(tree)
  const ancestors = names.map((name) => {
    const start = list.findIndex(({ node }) => node.children.length === 0 && node.name === name)
    if (start < 0) throw new Error(`no tip ${name}`)
    const climbed = new Map<number, number>()
    let length = 0
    for (let at = start; at !== -1; at = list[at]!.parent) {
      climbed.set(at, length)
      length += list[at]!.node.length ?? 0
    }
    return climbed
  })
  return ancestors.map((from, i) =>
    ancestors.map((to, j) => {
      if (i === j) return 0
      // The first shared node on the way up is the last common ancestor.
      for (const [at, length] of from) {
        const other = to.get(at)
        if (other !== undefined) return length + other
      }
      throw new Error('no common ancestor')
    }),
  )
}

/** The largest difference between two matrices. */
export function largestDifference(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
): number {
  let largest = 0
  first.forEach((row, i) => row.forEach((value, j) => (largest = Math.max(largest, Math.abs(value - second[i]![j]!)))))
  return largest
}

/** A tree in which each tip hangs on its own joint: (((t0,t1),t2),...). */
export function caterpillar(count: number): Tree {
  let tree: Tree = { name: 't0', length: 1, children: [] }
  for (let i = 1; i < count; i++) tree = { length: 1, children: [tree, { name: `t${i}`, length: 1, children: [] }] }
  return tree
}
