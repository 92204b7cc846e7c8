import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rootedFamily } from '../../../core/lineage/rooted-family.ts'
import { combinedTree, type WeightsEdge } from '../../../core/tree/combined-tree.ts'
import { treeOfGroups } from '../../../core/tree/grouped-tree.ts'
import { nearerFamilies } from '../../../core/tree/nearer-families.ts'
import { neighbourTree } from '../../../core/tree/neighbour-tree.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { prune } from '../../../core/tree/prune.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { arbitraryUnrootedTree } from './arbitrary-trees.ts'
import { flatDistances } from './flat-distances.ts'
import { pathLengths } from './path-lengths.ts'
import { tipNames } from './tip-names.ts'

const edge = (from: number, to: number, relativeDistance: number | null, isDirected = true): WeightsEdge => ({
  from,
  to,
  kind: isDirected ? 'finetune' : 'related',
  isDirected,
  confidence: 0.95,
  evidence: { relativeDistance, relativeDistanceError: relativeDistance === null ? null : relativeDistance / 100 },
})

describe('families joined by behaviour', () => {
  const families = [
    rootedFamily([0, 1, 2], [edge(0, 1, 0.2), edge(0, 2, 0.1)], []),
    rootedFamily<WeightsEdge>([3], [], []),
    rootedFamily([4, 5], [edge(4, 5, 0.3, false)], []),
    rootedFamily([6, 7], [edge(6, 7, null)], []),
  ]
  const nodes = combinedTree(
    parseNewick('(a:1,(b:2,c:3)90:0.5);'),
    [null, 0.1, 0.2, 0.3, 0.4],
    (tip) => families['abc'.indexOf(tip)]!,
    [families[3]!],
    (model) => model,
  )
  const shown = nodes.map(({ parent, model, by, length, lengthError }) => [parent, model, by, length, lengthError])

  test('hang on their tips by their roots, the smaller first, and stand apart where they have no tip', () => {
    expect(shown).toEqual([
      [null, null, null, null, null],
      [0, 0, 'behaviour', 1, 0.1],
      [1, 1, 'weights', 0.2, 0.002],
      [1, 2, 'weights', 0.1, 0.001],
      [0, null, 'behaviour', 0.5, 0.2],
      [4, 3, 'behaviour', 2, 0.3],
      [4, null, 'behaviour', 3, 0.4],
      [6, 4, 'weights', null, null],
      [6, 5, 'weights', null, null],
      [null, 6, null, null, null],
      [9, 7, 'weights', null, null],
    ])
    expect(nodes.map(({ support }) => support)[4]).toBe(90)
  })

  test('models of the same weights stand at the point that holds them, to within their distance', () => {
    const same = { ...edge(0, 1, 1e-4, false), kind: 'same' as const }
    const ofFamily = combinedTree(
      null,
      [],
      () => families[0]!,
      [rootedFamily([0, 1], [same], [])],
      (model) => model,
    )
    expect(ofFamily.map(({ model, length, lengthError }) => [model, length, lengthError])).toEqual([
      [null, null, null],
      [0, 0, 1e-4],
      [1, 0, 1e-4],
    ])
  })

  test('are all apart where nothing is joined', () => {
    const apart = combinedTree(
      null,
      [],
      () => families[0]!,
      families,
      (model) => model,
    )
    expect(apart.filter(({ parent }) => parent === null)).toHaveLength(4)
    expect(apart.flatMap(({ model }) => (model === null ? [] : [model])).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(apart.every(({ by }) => by !== 'behaviour')).toBe(true)
  })

  test('are a single tree where one alone is joined', () => {
    const one = combinedTree(
      { name: 'a', children: [] },
      [null],
      () => families[0]!,
      [],
      (model) => model,
    )
    expect(one.map(({ parent, model, by }) => [parent, model, by])).toEqual([
      [null, 0, null],
      [0, 1, 'weights'],
      [0, 2, 'weights'],
    ])
  })
})

test('families that are clades of additive distances are joined as their representatives are in the tree of all', () => {
  fc.assert(
    fc.property(arbitraryUnrootedTree({ leastTips: 5, mostTips: 14 }), fc.nat(), (tree, pick) => {
      const names = tipNames(tree)
      const list = listNodes(tree)
      // One clade of several tips is a family, every other model is one of its own.
      const inner = list.filter(({ node, parent }) => parent >= 0 && node.children.length > 0)
      fc.pre(inner.length > 0)
      const clade = tipNames(inner[pick % inner.length]!.node)
      const groups = [clade, ...names.filter((name) => !clade.includes(name)).map((name) => [name])]
      fc.pre(groups.length >= 4)
      const distances = flatDistances(pathLengths(tree, names))
      const joined = treeOfGroups(
        distances,
        names,
        groups.map((group) => group.map((name) => names.indexOf(name))),
        neighbourTree,
      )
      const representatives = new Set(groups.map(([first]) => first!))
      const pruned = prune(neighbourTree(distances, names), ({ name }) => representatives.has(name!))!
      expect(robinsonFoulds(joined, pruned).distance).toBe(0)
    }),
  )
})

test('a model that stands nearer to another family than to its own is told with both mean distances', () => {
  // 0 and 1 a family, 2 and 3 another; 1 lies beside the second.
  const points = [0, 9, 10, 12]
  const distances = flatDistances(points.map((left) => points.map((right) => Math.abs(left - right))))
  expect(
    nearerFamilies(distances, 4, [
      [0, 1],
      [2, 3],
    ]),
  ).toEqual([{ model: 1, family: 0, other: 1, distance: 9, otherDistance: 2 }])
  expect(nearerFamilies(distances, 4, [[0, 1], [], [2], [3]])).toEqual([
    { model: 1, family: 0, other: 2, distance: 9, otherDistance: 1 },
  ])
  expect(nearerFamilies(distances, 4, [[0, 1, 2, 3]])).toEqual([])
})
