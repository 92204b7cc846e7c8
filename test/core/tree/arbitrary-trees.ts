import fc from 'fast-check'
import type { Tree, TreeNode } from '../../../core/tree/tree.ts'

export interface TreeShape {
  readonly leastTips: number
  readonly mostTips: number
  /** Lengths to draw from; default positive ones from 0.01 to 2. */
  readonly length?: fc.Arbitrary<number>
}

/**
 * Trees in which every inner node has two children, but the root three: what neighbour joining can recover. Grown by
 * hanging each new tip on a branch chosen at random, so that every shape occurs, caterpillars included.
 */
export function arbitraryUnrootedTree({
  leastTips,
  mostTips,
  length = fc.integer({ min: 1, max: 200 }).map((k) => k / 100),
}: TreeShape): fc.Arbitrary<Tree> {
  return fc.integer({ min: leastTips, max: mostTips }).chain((count) =>
    fc
      .record({
        places: fc.array(fc.nat(), { minLength: count, maxLength: count }),
        lengths: fc.array(length, { minLength: 2 * count, maxLength: 2 * count }),
        order: fc.shuffledSubarray(
          Array.from({ length: count }, (_, i) => i),
          { minLength: count, maxLength: count },
        ),
      })
      .map(({ places, lengths, order }) => {
        interface Growing {
          name?: string
          children: Growing[]
        }
        const tip = (i: number): Growing => ({ name: `t${order[i]!}`, children: [] })
        const root: Growing = { children: Array.from({ length: Math.min(3, count) }, (_, i) => tip(i)) }
        const branches: { holder: Growing; at: number }[] = root.children.map((_, at) => ({ holder: root, at }))
        for (let i = 3; i < count; i++) {
          const { holder, at } = branches[places[i]! % branches.length]!
          const joint: Growing = { children: [holder.children[at]!, tip(i)] }
          holder.children[at] = joint
          // The old subtree's branch now starts at the joint; its record must follow it.
          branches.push({ holder: joint, at: 0 }, { holder: joint, at: 1 })
        }
        let used = 0
        const freeze = (node: Growing): TreeNode => ({
          ...(node.name === undefined ? {} : { name: node.name }),
          ...(node === root ? {} : { length: lengths[used++]! }),
          children: node.children.map(freeze),
        })
        return freeze(root)
      }),
  )
}

/**
 * Any tree: inner nodes with one to four children, names, lengths, support and comments present or not, tips named t0,
 * t1, ...
 */
export const arbitraryNamedTree: fc.Arbitrary<Tree> = fc
  .letrec<{ tree: TreeNode }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ length: fc.double({ min: 0, max: 5, noNaN: true }), children: fc.constant([]) }),
      fc.record({
        length: fc.double({ min: 0, max: 5, noNaN: true }),
        children: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
      }),
    ),
  }))
  .tree.map((tree) => {
    let count = 0
    const nameTips = (node: TreeNode): TreeNode =>
      node.children.length === 0 ? { ...node, name: `t${count++}` } : { ...node, children: node.children.map(nameTips) }
    return nameTips(tree)
  })
