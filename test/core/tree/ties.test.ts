import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootstrapSupport } from '../../../core/tree/bootstrap.ts'
import { treeOfGroups } from '../../../core/tree/grouped-tree.ts'
import { neighbourTree } from '../../../core/tree/neighbour-tree.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { robinsonFoulds } from '../../../core/tree/robinson-foulds.ts'
import { upgma } from '../../../core/tree/upgma.ts'
import { preorder } from '../../../core/tree/tree.ts'
import { tipNames } from './tip-names.ts'
import type { Tree } from '../../../core/tree/tree.ts'
import { flatDistances } from './flat-distances.ts'
import { largestDifference, pathLengths } from './path-lengths.ts'
import { plainNeighbourJoining } from './plain-neighbour-joining.ts'

/** Distances of few values, so that many tie, with an order to put the models in. */
const tied = fc.integer({ min: 2, max: 12 }).chain((n) =>
  fc.record({
    values: fc.array(
      fc.integer({ min: 1, max: 3 }).map((k) => k * 0.1),
      { minLength: (n * (n - 1)) / 2, maxLength: (n * (n - 1)) / 2 },
    ),
    order: fc.shuffledSubarray(
      Array.from({ length: n }, (_, i) => i),
      { minLength: n, maxLength: n },
    ),
  }),
)

/** Distances per gene, of few values, with an order to put the models in. */
const tiedGenes = fc.integer({ min: 4, max: 8 }).chain((n) => {
  const pairs = (n * (n - 1)) / 2
  const gene = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: pairs, maxLength: pairs })
  return fc.record({
    genes: fc.array(gene, { minLength: 1, maxLength: 4 }).map((rows) => rows.map((row) => matrixOf(n, row))),
    order: fc.shuffledSubarray(
      Array.from({ length: n }, (_, i) => i),
      { minLength: n, maxLength: n },
    ),
  })
})

/** Supports by the names below their branch, or by those on the side without t0 where the tree has no root. */
function supportBySides(tree: Tree, rooted: boolean): Record<string, number> {
  const all = tipNames(tree)
  const supports = preorder(tree).flatMap((node) => {
    if (node.support === undefined) return []
    const below = tipNames(node)
    const side = !rooted && below.includes('t0') ? all.filter((name) => !below.includes(name)) : below
    return [[side.sort().join(' '), node.support]]
  })
  return Object.fromEntries(supports) as Record<string, number>
}

function matrixOf(n: number, values: readonly number[]): number[][] {
  const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  let next = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i]![j] = matrix[j]![i] = values[next++]!
  return matrix
}

describe.each([
  ['neighbour joining', neighbourTree],
  ['UPGMA', upgma],
] as [string, (distances: Float64Array, names: readonly string[]) => Tree][])('%s', (_, build) => {
  test('gives the same tree in whatever order the models stand, with ties', () => {
    fc.assert(
      fc.property(tied, ({ values, order }) => {
        const n = order.length
        const matrix = matrixOf(n, values)
        const names = matrix.map((_, i) => `t${i}`)
        const one = build(flatDistances(matrix), names)
        const other = build(
          flatDistances(order.map((i) => order.map((j) => matrix[i]![j]!))),
          order.map((i) => names[i]!),
        )
        if (n > 3) expect(robinsonFoulds(one, other).distance).toBe(0)
        expect(largestDifference(pathLengths(one, names), pathLengths(other, names))).toBeLessThan(1e-9)
      }),
      { numRuns: 600 },
    )
  })

  test('gives the same supports in whatever order the models stand, with ties', () => {
    fc.assert(
      fc.property(tiedGenes, fc.nat(), ({ genes, order }, seed) => {
        const supportsOf = (places: readonly number[]): Record<string, number> => {
          const names = places.map((place) => `t${place}`)
          const single = places.map((_, at) => [at])
          const treeOf = (drawn: Int32Array): Tree => {
            const rows = places.map((i) =>
              places.map((j) => drawn.reduce((sum, gene) => sum + genes[gene]![i]![j]!, 0)),
            )
            return treeOfGroups(flatDistances(rows), names, single, build)
          }
          const rooted = build === upgma
          const options = { geneCount: genes.length, replicates: 12, seed, treeOf, rooted }
          return supportBySides(bootstrapSupport(options), rooted)
        }
        expect(supportsOf(order)).toEqual(supportsOf([...order.keys()]))
      }),
      { numRuns: 300 },
    )
  })

  test('models that are all equally far apart make no clade', () => {
    for (const n of [4, 5, 9]) {
      const matrix = matrixOf(n, new Array<number>((n * (n - 1)) / 2).fill(0.7))
      const tree = build(
        flatDistances(matrix),
        matrix.map((_, i) => `t${i}`),
      )
      expect(tree.children.map(({ children }) => children.length)).toEqual(new Array(n).fill(0))
      for (const { length } of tree.children) expect(length).toBeCloseTo(0.35, 12)
    }
  })
})

test('without ties the neighbour tree is that of neighbour joining', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 14 }),
      fc.array(fc.integer({ min: 1000, max: 1 << 20 }), { minLength: 91, maxLength: 91 }),
      (n, values) => {
        const matrix = matrixOf(
          n,
          values.map((value, at) => value + at / 128),
        )
        const names = matrix.map((_, i) => `t${i}`)
        const [one, other] = [neighbourTree(flatDistances(matrix), names), plainNeighbourJoining(matrix, names)]
        expect(largestDifference(pathLengths(one, names), pathLengths(other, names))).toBeLessThan(1e-6)
      },
    ),
    { numRuns: 200 },
  )
})

test('sums beyond what numbers can hold are refused', () => {
  const matrix = matrixOf(5, new Array<number>(10).fill(1e308))
  expect(() => neighbourTree(flatDistances(matrix), ['a', 'b', 'c', 'd', 'e'])).toThrow(
    'expected distances whose sums are numbers, found a sum of Infinity',
  )
})

test('twins of twins: the tree that any order gives, once', () => {
  // Two pairs at the same distance, and a fifth model: a tie that contradicts nothing.
  const truth = parseNewick('((a:1,b:1):2,(c:1,d:1):2,e:4);')
  const names = ['a', 'b', 'c', 'd', 'e']
  expect(robinsonFoulds(neighbourTree(flatDistances(pathLengths(truth, names)), names), truth).distance).toBe(0)
  expect(writeNewick(upgma(flatDistances(pathLengths(truth, names)), names), { digits: 6 })).toContain('(a:1,b:1)')
})
