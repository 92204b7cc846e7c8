import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { midpointRoot } from '../../../core/tree/midpoint-root.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { reroot } from '../../../core/tree/reroot.ts'
import { rootByOutgroup } from '../../../core/tree/root-by-outgroup.ts'
import { indexTips, splitKey, tipSets } from '../../../core/tree/splits.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { tipNames } from './tip-names.ts'
import type { Tree, TreeNode } from '../../../core/tree/tree.ts'
import { arbitraryNamedTree, arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { caterpillar, largestDifference, pathLengths } from './path-lengths.ts'

const rerooted = (text: string, index: number, above?: number) =>
  writeNewick(reroot(parseNewick(text), index, above), { digits: 9 })

/** Support by split: for each branch with support, the key of its split. */
function supportBySplit(tree: Tree): Map<string, number> {
  const tips = indexTips(tree)
  const sets = tipSets(tree, tips)
  return new Map(
    listNodes(tree).flatMap(({ node }, i) =>
      node.support === undefined ? [] : [[splitKey(sets[i]!, tips), node.support] as const],
    ),
  )
}

function distanceFromRoot(tree: Tree): Map<string, number> {
  const list = listNodes(tree)
  const distances: number[] = []
  list.forEach(({ node, parent }, i) => (distances[i] = parent < 0 ? 0 : distances[parent]! + (node.length ?? 0)))
  return new Map(
    list.flatMap(({ node }, i) => (node.children.length === 0 ? [[node.name!, distances[i]!] as const] : [])),
  )
}

/** Gives every inner branch its own support value. */
function withSupports(tree: Tree): Tree {
  let next = 0
  const visit = (node: TreeNode, root: boolean): TreeNode => {
    const children = node.children.map((child) => visit(child, false))
    return { ...node, children, ...(root || children.length === 0 ? {} : { support: ++next / 1000 }) }
  }
  return visit(tree, true)
}

describe('rerooting', () => {
  test('hand-made cases', () => {
    // 0 root, 1 (a,b), 2 a, 3 b, 4 c, 5 d
    const text = '((a:1,b:2)0.9:3,c:4,d:5);'
    expect(rerooted(text, 0)).toBe(text)
    expect(rerooted(text, 1)).toBe('((c:4,d:5)0.9:3,a:1,b:2);')
    expect(rerooted(text, 1, 1)).toBe('((a:1,b:2)0.9:1,(c:4,d:5)0.9:2);')
    expect(rerooted(text, 3, 0.5)).toBe('(b:0.5,((c:4,d:5)0.9:3,a:1):1.5);')
  })

  test('a two-child root disappears, its branches become one with one support value', () => {
    expect(rerooted('((a:1,b:2)0.9:3,(c:4,d:5)0.9:6);', 2, 0.25)).toBe('(a:0.25,(b:2,(c:4,d:5)0.9:9):0.75);')
    expect(rerooted('(a:1,(b:2,(c:3,d:4)0.8:5)0.7:6);', 4)).toBe('((a:7,b:2)0.8:5,c:3,d:4);')
    expect(rerooted('((a,b),(c,d));', 1)).toBe('((c,d),a,b);')
  })

  test('keeps path lengths and the support of every split, on any branch of any tree', () => {
    fc.assert(
      fc.property(
        arbitraryUnrootedTree({ leastTips: 4, mostTips: 20 }).map(withSupports),
        fc.nat(),
        fc.boolean(),
        (tree, pick, onBranch) => {
          const list = listNodes(tree)
          const inner = list.flatMap(({ node }, i) => (node.children.length > 0 ? [i] : []))
          const branch = 1 + (pick % (list.length - 1))
          const moved = onBranch
            ? reroot(tree, branch, list[branch]!.node.length! / 3)
            : reroot(tree, inner[pick % inner.length]!)
          const names = tipNames(tree)
          expect([...tipNames(moved)].sort()).toEqual([...names].sort())
          expect(largestDifference(pathLengths(moved, names), pathLengths(tree, names))).toBeLessThan(1e-9)
          expect(supportBySplit(moved)).toEqual(supportBySplit(tree))
          expect(listNodes(moved)).toHaveLength(list.length + (onBranch ? 1 : 0))
          // And back: rooting the moved tree again at its old place is lossless.
          const third = reroot(
            moved,
            listNodes(moved).findIndex(({ node }) => node.name === names[0]),
            0,
          )
          expect(supportBySplit(third)).toEqual(supportBySplit(tree))
        },
      ),
    )
  })

  test('keeps the order of the tips around the tree', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 4, mostTips: 15 }), fc.nat(), (tree, pick) => {
        const moved = tipNames(reroot(tree, 1 + (pick % (listNodes(tree).length - 1)), 0.001))
        const names = tipNames(tree)
        const start = moved.indexOf(names[0]!)
        expect([...moved.slice(start), ...moved.slice(0, start)]).toEqual(names)
      }),
    )
  })

  test('refuses what is no place for a root', () => {
    const tree = parseNewick('((a,b),c);')
    expect(() => reroot(tree, 9)).toThrow('expected an index from 0 to 4, found 9')
    expect(() => reroot(tree, 0, 1)).toThrow('expected a node with a branch above it, found the root')
    expect(() => reroot(tree, 2)).toThrow('expected an inner node or a place on a branch, found the tip a')
  })
})

describe('midpoint rooting', () => {
  test('hand-made cases', () => {
    const midpoint = (text: string) => writeNewick(midpointRoot(parseNewick(text)), { digits: 9 })
    expect(midpoint('(a:1,b:2,c:7);')).toBe('(c:4.5,(a:1,b:2):2.5);')
    // The middle of a and d is the inner node above c and d.
    expect(midpoint('(a:1,b:1,(c:1,d:3):2);')).toBe('((a:1,b:1):2,c:1,d:3);')
    expect(midpoint('(a:1,b:1,c:1);')).toBe('(a:1,b:1,c:1);')
    expect(midpoint('(a:0,b:0,c:0);')).toBe('(a:0,b:0,c:0);')
    expect(midpoint('(a,b,c);')).toBe('(a,b,c);')
    expect(midpoint('a;')).toBe('a;')
    expect(midpoint('(a:1,b:5);')).toBe('(b:3,a:3);')
  })

  test('the root is equally far from the two farthest tips, and no tip is farther', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          arbitraryUnrootedTree({ leastTips: 3, mostTips: 20 }),
          arbitraryNamedTree.filter((tree) => tree.children.length > 0),
        ),
        (tree) => {
          const names = tipNames(tree)
          const lengths = pathLengths(tree, names)
          const longest = Math.max(...lengths.flat())
          fc.pre(longest > 0)
          const rooted = midpointRoot(tree)
          const depths = distanceFromRoot(rooted)
          for (const depth of depths.values()) expect(depth).toBeLessThanOrEqual(longest / 2 + 1e-9)
          const farthest = names.flatMap((a, i) =>
            names.filter((_, j) => lengths[i]![j]! > longest - 1e-9).map((b) => [a, b] as const),
          )
          expect(
            farthest.some(
              ([a, b]) =>
                Math.abs(depths.get(a)! - longest / 2) < 1e-9 && Math.abs(depths.get(b)! - longest / 2) < 1e-9,
            ),
          ).toBe(true)
          expect(largestDifference(pathLengths(rooted, names), lengths)).toBeLessThan(1e-9)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('with negative lengths the root is still in the middle of the longest path', () => {
    const length = fc.integer({ min: -50, max: 200 }).map((k) => k / 100)
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 3, mostTips: 12, length }), (tree) => {
        const names = tipNames(tree)
        const lengths = pathLengths(tree, names)
        const longest = Math.max(...lengths.flatMap((row, i) => row.filter((_, j) => i !== j)))
        fc.pre(longest > 0)
        const rooted = midpointRoot(tree)
        const depths = distanceFromRoot(rooted)
        const pairs = names.flatMap((a, i) =>
          names.flatMap((b, j) => (i < j && lengths[i]![j]! > longest - 1e-9 ? [[a, b] as const] : [])),
        )
        expect(
          pairs.some(
            ([a, b]) => Math.abs(depths.get(a)! - longest / 2) < 1e-9 && Math.abs(depths.get(b)! - longest / 2) < 1e-9,
          ),
        ).toBe(true)
        expect(largestDifference(pathLengths(rooted, names), lengths)).toBeLessThan(1e-9)
      }),
    )
  })

  test('a caterpillar of thousands of tips', () => {
    const rooted = midpointRoot(caterpillar(5000))
    const depths = [...distanceFromRoot(rooted).values()]
    // The path from t0 to t4999 has 4999 + 1 branches of length 1.
    expect(Math.max(...depths)).toBe(2500)
  })
})

describe('rooting by an outgroup', () => {
  const text = '((a:1,b:2)0.9:3,c:4,(d:1,e:1)0.8:2);'
  const outgroup = (...names: string[]) => writeNewick(rootByOutgroup(parseNewick(text), names), { digits: 9 })
  test('one tip or a group of tips', () => {
    expect(outgroup('c')).toBe('(c:2,((d:1,e:1)0.8:2,(a:1,b:2)0.9:3):2);')
    expect(outgroup('b', 'a')).toBe('((a:1,b:2)0.9:1.5,(c:4,(d:1,e:1)0.8:2)0.9:1.5);')
    // The other side of the same branch.
    expect(outgroup('c', 'd', 'e')).toBe('((a:1,b:2)0.9:1.5,(c:4,(d:1,e:1)0.8:2)0.9:1.5);')
  })

  test('a branch that a two-child root divides counts as one', () => {
    expect(writeNewick(rootByOutgroup(parseNewick('(a:1,(b:1,c:1):5);'), ['a']))).toBe('(a:3,(b:1,c:1):3);')
  })

  test('any tip of any tree becomes a child of the root', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 3, mostTips: 15 }), fc.nat(), (tree, pick) => {
        const names = tipNames(tree)
        const name = names[pick % names.length]!
        const rooted = rootByOutgroup(tree, [name])
        expect(rooted.children).toHaveLength(2)
        expect(rooted.children.map((child) => child.name)).toContain(name)
        expect(rooted.children[0]!.length).toBeCloseTo(rooted.children[1]!.length!, 12)
        expect(largestDifference(pathLengths(rooted, names), pathLengths(tree, names))).toBeLessThan(1e-9)
      }),
    )
  })

  test('refuses what is no outgroup', () => {
    expect(() => outgroup('x')).toThrow('expected names of tips, found x')
    expect(() => outgroup('a', 'c')).toThrow('expected tips that one branch separates from all others, found a, c')
    expect(() => outgroup()).toThrow('expected some but not all of 5 tips, found 0')
    expect(() => outgroup('a', 'b', 'c', 'd', 'e')).toThrow('found 5')
  })
})
