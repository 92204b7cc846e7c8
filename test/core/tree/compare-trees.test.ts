import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareTrees } from '../../../core/tree/compare-trees.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { reroot } from '../../../core/tree/reroot.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'

const compared = (first: string, second: string) => compareTrees(parseNewick(first), parseNewick(second))

test('branches by their smaller side, with the support of each tree as a share', () => {
  const { branches, robinsonFoulds: distance } = compared(
    '((a,b)0.9,c,(d,e)0.5);',
    '((b,a)88:1,(d:1,(c:1,e:1)97:1):1);',
  )
  expect(branches).toEqual([
    { tips: ['a', 'b'], first: 0.9, second: 0.88 },
    { tips: ['d', 'e'], first: 0.5, second: undefined },
    { tips: ['c', 'e'], first: undefined, second: 0.97 },
  ])
  expect(distance).toEqual({ distance: 2, greatest: 4, normalised: 0.5 })
})

test('of two tips that differ in case only, the other tree has the one that it names', () => {
  const { tips, onlyFirst } = compared('((a,A),c,(d,e));', '((a,c),d,e);')
  expect({ tips, onlyFirst }).toEqual({ tips: ['a', 'c', 'd', 'e'], onlyFirst: ['A'] })
})

test('numbers that can be no support are told of, and none of their tree is taken for one', () => {
  const { branches, hasOtherNumbers } = compared('((a,b)0.9,c,(d,e)0.5);', '((a,b)-5,c,(d,e)90);')
  expect(hasOtherNumbers).toEqual({ first: false, second: true })
  expect(branches.map(({ first, second }) => [first, second])).toEqual([
    [0.9, null],
    [0.5, null],
  ])
})

test('tips are matched by spelling, those of one tree alone are pruned', () => {
  const {
    tips,
    onlyFirst,
    onlySecond,
    respelled,
    robinsonFoulds: distance,
  } = compared("(('Llama 2-7b',oak),moss,(fern,new));", '((llama_2_7B,oak),(moss,old),fern);')
  expect({ tips, onlyFirst, onlySecond, distance: distance.distance }).toEqual({
    tips: ['Llama 2-7b', 'fern', 'moss', 'oak'],
    onlyFirst: ['new'],
    onlySecond: ['old'],
    distance: 0,
  })
  expect(respelled).toEqual([{ name: 'Llama 2-7b', spelling: 'llama_2_7B' }])
})

test('a root of two children lies on one branch: the support that is told, or that both tell; none where they differ', () => {
  const supportsOf = (second: string) => {
    const { branches, rootSupports } = compared('((a,b)1,c,(d,e)1);', second)
    return [branches[0], rootSupports]
  }
  const ab = (second: number | null) => ({ tips: ['a', 'b'], first: 1, second })
  expect(supportsOf('((a,b)90,(c,(d,e)50));')).toEqual([ab(0.9), undefined])
  expect(supportsOf('((a,b),(c,(d,e)50)90);')).toEqual([ab(0.9), undefined])
  expect(supportsOf('((a,b)90,(c,(d,e)50)90);')).toEqual([ab(0.9), undefined])
  expect(supportsOf('((a,b)90,(c,(d,e)50)60);')).toEqual([ab(null), [90, 60]])
})

test('refuses trees with too few tips in common, and tips without a name', () => {
  expect(() => compared('(a,b,c,d);', '(a,b,c,x);')).toThrow(
    'Trees to compare: expected at least 4 tips with the same names, found 3: a, b, c and 1 more in the first, a, b, c and 1 more in the second',
  )
  expect(() => compared('(a,b,c,d);', '(a,b,c,);')).toThrow('found a tip without one')
  const long = 'x'.repeat(1_000_000)
  const short = `${'x'.repeat(30)}…${'x'.repeat(29)}`
  expect(() => compared('(a,b,c,d);', `(${long},b);`)).toThrow(
    `found 1: a, b, c and 1 more in the first, b, ${short} in the second`,
  )
  expect(() => compared('(a,b,c,d);', `(${long},${long});`)).toThrow(`found ${short} twice`)
})

test('counts what the Robinson-Foulds distance counts, wherever the root is', () => {
  const pair = fc.integer({ min: 4, max: 40 }).chain((n) => {
    const tree = arbitraryUnrootedTree({ leastTips: n, mostTips: n })
    return fc.tuple(tree, tree)
  })
  fc.assert(
    fc.property(pair, fc.nat(), ([first, second], place) => {
      const inner = listNodes(first).flatMap(({ node }, index) => (node.children.length > 0 ? [index] : []))
      const moved = reroot(first, inner[place % inner.length]!)
      const { branches, robinsonFoulds: found, tips } = compareTrees(moved, second)
      const alone = branches.filter((branch) => branch.first === undefined || branch.second === undefined)
      expect(alone).toHaveLength(robinsonFoulds(first, second).distance)
      expect(found).toEqual(robinsonFoulds(first, second))
      for (const branch of branches) expect(branch.tips.length * 2).toBeLessThanOrEqual(tips.length)
    }),
  )
})
