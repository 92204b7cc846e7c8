import { expect, test } from 'vitest'
import type { GenePopulation } from '../../../core/population/population.ts'
import { nearDistance, nearModels } from '../../../core/similarity/near-models.ts'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'

const population = (p: number): GenePopulation[] => [
  {
    alleles: [
      { text: 'abcd', end: false, p },
      { text: 'efgh', end: false, p: 1 - p },
    ],
    residue: [],
    unresolved: 0,
    bound: 0,
  } as unknown as GenePopulation,
]

test('near are the pairs up to the distance, the nearest first', () => {
  // S = (p q + (1 - p) (1 - q)) / sqrt(...), D = -ln S.
  const near = nearModels(similarityTerms([population(0.9), population(0.85), population(0.9), population(0.1)]))
  expect(near.map(({ first, second }) => [first, second])).toEqual([
    [0, 2],
    [0, 1],
    [1, 2],
  ])
  expect(near[0]!.distance).toBe(0)
  const [p, q] = [0.9, 0.85]
  expect(near[1]!.distance).toBeCloseTo(
    -Math.log((p * q + (1 - p) * (1 - q)) / Math.sqrt((p * p + (1 - p) ** 2) * (q * q + (1 - q) ** 2))),
    12,
  )
  expect(near.every(({ distance }) => distance <= nearDistance)).toBe(true)
})
