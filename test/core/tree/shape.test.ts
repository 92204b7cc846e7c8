import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ladderize } from '../../../core/tree/ladderize.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { rowsOfTree, treeOfRows } from '../../../core/tree/node-rows.ts'
import { prune } from '../../../core/tree/prune.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { foldTree, listNodes, preorder } from '../../../core/tree/tree.ts'
import { tipNames } from './tip-names.ts'
import type { TreeNode } from '../../../core/tree/tree.ts'
import { arbitraryNamedTree, arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { caterpillar, largestDifference, pathLengths } from './path-lengths.ts'

const recursivePreorder = (node: TreeNode): TreeNode[] => [node, ...node.children.flatMap(recursivePreorder)]

describe('walking through a tree', () => {
  test('visits nodes in the order that recursion gives', () => {
    fc.assert(
      fc.property(arbitraryNamedTree, (tree) => {
        expect(preorder(tree)).toEqual(recursivePreorder(tree))
        listNodes(tree).forEach(({ node, parent, position, depth }, i, list) => {
          if (i === 0) return expect({ parent, position, depth }).toEqual({ parent: -1, position: 0, depth: 0 })
          expect(list[parent]!.node.children[position]).toBe(node)
          expect(depth).toBe(list[parent]!.depth + 1)
        })
      }),
    )
  })

  test('folds children in order, with the index of each node', () => {
    fc.assert(
      fc.property(arbitraryNamedTree, (tree) => {
        const list = listNodes(tree)
        const text = foldTree<string>(tree, (node, values, index) => {
          expect(list[index]!.node).toBe(node)
          return node.name ?? `(${values.join()})`
        })
        expect(`${text};`).toBe(writeNewick(tree).replaceAll(/:[\d.e+-]+/g, ''))
      }),
    )
  })

  test('caterpillars of thousands of tips', () => {
    const tree = caterpillar(20_000)
    expect(foldTree<number>(tree, (_, values) => Math.max(0, ...values) + 1)).toBe(20_000)
    expect(tipNames(ladderize(tree, 'descending'))[0]).toBe('t0')
    expect(tipNames(ladderize(tree))[0]).toBe('t19999')
  })
})

describe('ladderize', () => {
  test('sorts by number of tips and keeps the order of equals', () => {
    const text = '((a,(b,c)),d,(e,f),(g,h));'
    expect(writeNewick(ladderize(parseNewick(text)))).toBe('(d,(e,f),(g,h),(a,(b,c)));')
    expect(writeNewick(ladderize(parseNewick(text), 'descending'))).toBe('(((b,c),a),(e,f),(g,h),d);')
  })

  test('orders equals by their first tips where it is told how', () => {
    expect(
      writeNewick(ladderize(parseNewick('((d,c),x,(b,(f,a)),(e,g));'), 'ascending', (tip) => tip.name ?? '')),
    ).toBe('(x,(c,d),(e,g),(b,(a,f)));')
  })

  test('changes nothing but the order', () => {
    fc.assert(
      fc.property(arbitraryUnrootedTree({ leastTips: 3, mostTips: 20 }), (tree) => {
        const sorted = ladderize(tree)
        const names = tipNames(tree)
        expect(robinsonFoulds(tree, sorted, { rooted: true }).distance).toBe(0)
        expect(pathLengths(sorted, names)).toEqual(pathLengths(tree, names))
        for (const node of preorder(sorted)) {
          const sizes = node.children.map((child) => tipNames(child).length)
          expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
        }
      }),
    )
  })
})

describe('prune', () => {
  const pruned = (text: string, ...kept: string[]) => {
    const tree = prune(parseNewick(text), (tip) => kept.includes(tip.name!))
    return tree && writeNewick(tree, { digits: 9 })
  }
  test('joins the branches around a node that is left with one child', () => {
    const text = '((a:1,(b:2,c:3)0.7:4)0.9:5,d:6);'
    expect(pruned(text, 'a', 'b', 'c', 'd')).toBe(text)
    expect(pruned(text, 'a', 'b', 'd')).toBe('((a:1,b:6)0.9:5,d:6);')
    expect(pruned(text, 'b', 'c', 'd')).toBe('((b:2,c:3)0.9:9,d:6);')
    expect(pruned(text, 'b', 'c')).toBe('(b:2,c:3);')
    expect(pruned(text, 'c')).toBe('c;')
    expect(pruned(text)).toBeUndefined()
  })

  test('keeps the path lengths between the kept tips', () => {
    fc.assert(
      fc.property(
        arbitraryUnrootedTree({ leastTips: 4, mostTips: 16 }),
        fc.infiniteStream(fc.boolean()),
        (tree, keep) => {
          const names = tipNames(tree).filter(() => keep.next().value)
          fc.pre(names.length >= 2)
          const rest = prune(tree, (tip) => names.includes(tip.name!))!
          expect(tipNames(rest)).toEqual(names)
          expect(largestDifference(pathLengths(rest, names), pathLengths(tree, names))).toBeLessThan(1e-9)
          for (const node of preorder(rest)) expect(node.children).not.toHaveLength(1)
        },
      ),
    )
  })
})

describe('rows', () => {
  test('hold everything but comments, there and back', () => {
    fc.assert(fc.property(arbitraryNamedTree, (tree) => void expect(treeOfRows(rowsOfTree(tree))).toEqual(tree)))
    expect(rowsOfTree(parseNewick('(a:1,(b,c)0.5)r;'))).toEqual([
      { parent: null, name: 'r', length: null, support: null },
      { parent: 0, name: 'a', length: 1, support: null },
      { parent: 0, name: null, length: null, support: 0.5 },
      { parent: 2, name: 'b', length: null, support: null },
      { parent: 2, name: 'c', length: null, support: null },
    ])
  })

  test('refuses rows that are no tree', () => {
    const row = (parent: number | null) => ({ parent, name: null, length: null, support: null })
    expect(() => treeOfRows([])).toThrow('expected at least one, found none')
    expect(() => treeOfRows([row(0)])).toThrow('Row 0 of a tree: expected no parent, found 0')
    expect(() => treeOfRows([row(null), row(null)])).toThrow(
      'Row 1 of a tree: expected a parent in an earlier row, found null',
    )
    expect(() => treeOfRows([row(null), row(2), row(0)])).toThrow(
      'Row 1 of a tree: expected a parent in an earlier row, found 2',
    )
  })
})
