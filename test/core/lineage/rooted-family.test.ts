import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DescentEdge, type FamilyNode, rootedFamily } from '../../../core/lineage/rooted-family.ts'

const edge = (from: number, to: number, changes: Partial<DescentEdge> = {}): DescentEdge => ({
  from,
  to,
  kind: 'finetune',
  isDirected: true,
  confidence: 0.95,
  ...changes,
})
const related = (from: number, to: number) => edge(from, to, { kind: 'related', isDirected: false, confidence: null })
const mergedFrom = (from: number, to: number) => edge(from, to, { kind: 'merge', confidence: null })

/** `0(1,2(3))`, `?` where no model stands. */
const written = ({ model, children }: FamilyNode<DescentEdge>): string =>
  `${model ?? '?'}${children.length === 0 ? '' : `(${children.map(written).join(',')})`}`

const nodesOf = (node: FamilyNode<DescentEdge>): FamilyNode<DescentEdge>[] => [node, ...node.children.flatMap(nodesOf)]

describe('a family as a rooted tree', () => {
  test('has what was made from a model below it, and a model alone as its root', () => {
    expect(written(rootedFamily([7], [], []).root)).toBe('7')
    const { root, furtherEdges } = rootedFamily([1, 2, 3, 4], [edge(2, 4), edge(1, 2), edge(1, 3), edge(8, 9)], [])
    expect(written(root)).toBe('1(2(4),3)')
    expect(root.edge).toBeNull()
    expect(root.children[0]!.edge).toEqual(edge(1, 2))
    expect(furtherEdges).toEqual([])
  })

  test('hangs a merge below the parent of the largest share, and keeps an edge from each other one', () => {
    const edges = [edge(0, 1), edge(0, 2), mergedFrom(1, 3), mergedFrom(2, 3), edge(3, 4)]
    const merge = (shares: readonly [number, number]) => [
      {
        model: 3,
        parents: [
          { model: 1, share: shares[0] },
          { model: 2, share: shares[1] },
        ],
      },
    ]
    const family = rootedFamily([0, 1, 2, 3, 4], edges, merge([0.4, 0.6]))
    expect(written(family.root)).toBe('0(1,2(3(4)))')
    expect(family.furtherEdges).toEqual([mergedFrom(1, 3)])
    expect(written(rootedFamily([0, 1, 2, 3, 4], edges, merge([0.5, 0.5])).root)).toBe('0(1(3(4)),2)')
  })

  test('holds models without a direction below a point without a model, each with its descendants', () => {
    const { root } = rootedFamily([0, 1, 2, 3, 4], [edge(0, 1), related(1, 2), edge(2, 3), edge(1, 4)], [])
    expect(written(root)).toBe('0(?(1(4),2(3)))')
    expect(root.children[0]!.edge).toEqual(edge(0, 1))
    expect(root.children[0]!.children.map((child) => child.edge)).toEqual([related(1, 2), related(1, 2)])
  })

  test('holds several roots below a point without a model and without an edge', () => {
    const edges = [mergedFrom(0, 2), mergedFrom(1, 2)]
    const merges = [
      {
        model: 2,
        parents: [
          { model: 0, share: 0.3 },
          { model: 1, share: 0.7 },
        ],
      },
    ]
    const { root, furtherEdges } = rootedFamily([0, 1, 2], edges, merges)
    expect(written(root)).toBe('?(0,1(2))')
    expect(root.children.map((child) => child.edge)).toEqual([null, null])
    expect(furtherEdges).toEqual([mergedFrom(0, 2)])
  })

  test('has no cycle where the edges have one: the least certain is none of the tree', () => {
    const back = edge(2, 0, { confidence: 0.86 })
    const { root, furtherEdges } = rootedFamily([0, 1, 2], [back, edge(0, 1), edge(1, 2)], [])
    expect(written(root)).toBe('0(1(2))')
    expect(furtherEdges).toEqual([back])
  })

  const arbitraryFamily = fc.integer({ min: 1, max: 12 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      edges: fc.array(
        fc
          .tuple(
            fc.nat(count - 1),
            fc.nat(count - 1),
            fc.boolean(),
            fc.integer({ min: 85, max: 100 }).map((k) => k / 100),
          )
          .filter(([from, to]) => from !== to)
          .map(([from, to, isDirected, confidence]) => edge(from, to, { isDirected, confidence })),
        { maxLength: count === 1 ? 0 : 20 },
      ),
    }),
  )

  test('has each model once, whatever the edges, and each directed edge once', () => {
    fc.assert(
      fc.property(arbitraryFamily, ({ count, edges }) => {
        const { root, furtherEdges } = rootedFamily(
          Array.from({ length: count }, (_, model) => model),
          edges,
          [],
        )
        const nodes = nodesOf(root)
        const models = nodes.flatMap(({ model }) => (model === null ? [] : [model])).sort((a, b) => a - b)
        expect(models).toEqual(Array.from({ length: count }, (_, model) => model))
        expect(nodes.every(({ model, children }) => model !== null || children.length > 1)).toBe(true)
        const drawn = nodes.flatMap((node) => (node.edge?.isDirected === true ? [node.edge] : []))
        expect(drawn.length + furtherEdges.length).toBe(edges.filter(({ isDirected }) => isDirected).length)
        expect(new Set([...drawn, ...furtherEdges]).size).toBe(drawn.length + furtherEdges.length)
      }),
    )
  })

  test('is the forest that its edges are, in any order of these', () => {
    const arbitraryForest = fc
      .array(fc.nat(), { minLength: 1, maxLength: 12 })
      .map((picks) => picks.map((pick, model) => (model === 0 || pick % (model + 1) === model ? null : pick % model)))
      .chain((parents) => {
        const edges = parents.flatMap((parent, model) => (parent === null ? [] : [edge(parent, model)]))
        return fc.record({
          parents: fc.constant(parents),
          edges: fc.shuffledSubarray(edges, { minLength: edges.length, maxLength: edges.length }),
        })
      })
    fc.assert(
      fc.property(arbitraryForest, ({ parents, edges }) => {
        const { root } = rootedFamily(
          parents.map((_, model) => model),
          edges,
          [],
        )
        for (const node of nodesOf(root))
          for (const child of node.children)
            if (child.model !== null) expect(parents[child.model] ?? null).toBe(node.model)
      }),
    )
  })
})
