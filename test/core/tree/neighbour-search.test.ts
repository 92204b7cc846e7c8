import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NeighbourSearch } from '../../../core/tree/neighbour-search.ts'
import { plainJoins } from './plain-neighbour-joining.ts'

function searchJoins(matrix: readonly (readonly number[])[]): [number, number][] {
  const search = new NeighbourSearch(Float64Array.from(matrix.flat()), matrix.length)
  const joins: [number, number][] = []
  while (search.count > 3) {
    const { first, second } = search.nearestPairs()[0]!
    joins.push([first, second])
    search.join(first, second)
  }
  return joins
}

/** Symmetric, with a diagonal of 0. */
function matrices(value: fc.Arbitrary<number>, mostRows: number): fc.Arbitrary<number[][]> {
  return fc.integer({ min: 4, max: mostRows }).chain((n) =>
    fc.array(value, { minLength: (n * (n - 1)) / 2, maxLength: (n * (n - 1)) / 2 }).map((values) => {
      const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0))
      let next = 0
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i]![j] = matrix[j]![i] = values[next++]!
      return matrix
    }),
  )
}

test.each([
  ['many ties', fc.integer({ min: 0, max: 4 })],
  ['ties by rounding', fc.integer({ min: 1, max: 6 }).map((k) => k * 0.1)],
  ['few ties', fc.integer({ min: 0, max: 1 << 20 }).map((k) => k / 1024)],
  [
    'some large distances',
    fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 1, max: 999 }) }, fc.integer({ min: 100_000, max: 900_000 })),
  ],
])('joins the pairs that a search of all pairs joins: %s', (_, value) => {
  fc.assert(
    fc.property(matrices(value, 24), (matrix) => {
      expect(searchJoins(matrix)).toEqual(plainJoins(matrix))
    }),
    { numRuns: 150 },
  )
})

test('many rows, so that those joined are taken out several times over', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1 << 30 }), fc.integer({ min: 200, max: 260 }), (seed, n) => {
      const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0))
      let state = seed
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          matrix[i]![j] = matrix[j]![i] = 1 + Math.abs(i - j) / n + state / 2 ** 34
        }
      }
      expect(searchJoins(matrix)).toEqual(plainJoins(matrix))
    }),
    { numRuns: 4 },
  )
})
