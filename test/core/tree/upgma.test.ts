import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { foldTree, listNodes } from '../../../core/tree/tree.ts'
import { tipNames } from './tip-names.ts'
import type { Tree, TreeNode } from '../../../core/tree/tree.ts'
import { upgma } from '../../../core/tree/upgma.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { flatDistances } from './flat-distances.ts'
import { frozenTrees } from './frozen-trees.ts'
import { largestDifference, pathLengths } from './path-lengths.ts'

/** Distances of the tips from the root. */
function depths(tree: Tree): number[] {
  const list = listNodes(tree)
  return list.flatMap(({ node }, start) => {
    if (node.children.length > 0) return []
    let depth = 0
    for (let at = start; at > 0; at = list[at]!.parent) depth += list[at]!.node.length ?? 0
    return [depth]
  })
}

/** The same shape with lengths such that every tip is equally far from the root and every branch is longer than 0. */
function clockLike(tree: Tree): Tree {
  const heights: number[] = []
  foldTree<number>(tree, (node, values, index) => {
    const height = values.length === 0 ? 0 : Math.max(...values) + (node.length ?? 1)
    heights[index] = height
    return height
  })
  return foldTree<TreeNode & { at: number }>(tree, (node, children, index) => ({
    ...node,
    at: heights[index]!,
    children: children.map((child) => ({ ...child, length: heights[index]! - child.at })),
  }))
}

describe('UPGMA', () => {
  test('recovers any clock-like tree, root and lengths included', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 4, mostTips: 20 }), (shape) => {
        // Two children at the root, or the order of joining would be open.
        const [first, second, third] = shape.children
        const truth = clockLike({ children: [first!, { length: 0.5, children: [second!, third!] }] })
        const names = tipNames(truth)
        const tree = upgma(flatDistances(pathLengths(truth, names)), names)
        expect(robinsonFoulds(truth, tree, { rooted: true }).distance).toBe(0)
        expect(largestDifference(pathLengths(tree, names), pathLengths(truth, names))).toBeLessThan(1e-9)
      }),
    )
  })

  test('puts all tips equally far from the root, whatever the matrix', () => {
    for (const { names, matrix } of frozenTrees()) {
      const found = depths(upgma(flatDistances(matrix), names))
      expect(Math.max(...found) - Math.min(...found)).toBeLessThan(1e-9)
    }
  })

  const frozen = frozenTrees().flatMap((fixture) =>
    fixture.trees.filter(({ method }) => method === 'upgma').map((tree) => ({ ...fixture, ...tree })),
  )
  test.each(frozen.filter(({ file }) => !file.startsWith('ties-integers')))(
    'agrees with $program $version on $file',
    ({ names, matrix, newick, file }) => {
      const ours = upgma(flatDistances(matrix), names)
      const theirs = parseNewick(newick)
      expect(largestDifference(pathLengths(ours, names), pathLengths(theirs, names))).toBeLessThan(3e-4)
      if (!file.startsWith('ties-equal')) expect(robinsonFoulds(ours, theirs, { rooted: true }).distance).toBe(0)
    },
  )

  test('averages over tips, not over clusters', () => {
    // c joins (a,b) at the mean of 4 and 6. d is 9, 9 and 6 from a, b and c: 8 over three tips, 7.5 over two clusters.
    const matrix = [
      [0, 2, 4, 9],
      [2, 0, 6, 9],
      [4, 6, 0, 6],
      [9, 9, 6, 0],
    ]
    expect(writeNewick(upgma(flatDistances(matrix), ['a', 'b', 'c', 'd']))).toBe('(((a:1,b:1):1.5,c:2.5):1.5,d:4);')
  })

  test('clusters that are equally close are joined at once', () => {
    const equal = Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, (_, j) => (i === j ? 0 : 2)))
    expect(writeNewick(upgma(flatDistances(equal), ['d', 'c', 'b', 'a']))).toBe('(d:1,c:1,b:1,a:1);')
  })

  test('one and two names, and a matrix that does not fit', () => {
    expect(upgma(Float64Array.of(0), ['a'])).toEqual({ name: 'a', children: [] })
    expect(writeNewick(upgma(Float64Array.of(0, 3, 3, 0), ['a', 'b']))).toBe('(a:1.5,b:1.5);')
    expect(writeNewick(upgma(new Float64Array(9), ['a', 'b', 'c']))).toBe('(a:0,b:0,c:0);')
    expect(() => upgma(Float64Array.of(0, 1), ['a', 'b'])).toThrow('expected 4 values, 2 per name, found 2')
  })
})
