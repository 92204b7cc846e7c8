import { expect, test } from 'vitest'
import { addedSums, permutationSum } from '../../../core/lineage/permutation-sum.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

function* permutations(values: readonly number[]): Generator<number[]> {
  if (values.length === 0) yield []
  for (const [index, first] of values.entries())
    for (const rest of permutations(values.toSpliced(index, 1))) yield [first, ...rest]
}

test('moments are those over all permutations', () => {
  const n = 8
  const next = normalDeviates(seededGenerator(3))
  const products = Float64Array.from({ length: n * n }, (_, index) => next() + (index % (n + 1) === 0 ? 2 : 0))
  const sums = [...permutations(Array.from({ length: n }, (_, index) => index))].map((order) =>
    order.reduce((sum, column, row) => sum + products[row * n + column]!, 0),
  )
  const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length
  const moment = (power: number): number => sums.reduce((sum, value) => sum + (value - mean) ** power, 0) / sums.length
  const found = permutationSum(products, n)
  expect(found.deviation).toBeCloseTo(sums[0]! - mean, 9)
  expect(found.variance).toBeCloseTo(moment(2), 9)
  expect(found.thirdMoment).toBeCloseTo(moment(3), 9)
  expect(10 ** found.log10Permutations).toBeCloseTo(40_320, 6)
  expect(addedSums([found, found])).toMatchObject({ pairs: 16, variance: 2 * found.variance })
})

test('few pairs and equal products give no evidence', () => {
  const none = { pairs: 0, deviation: 0, variance: 0, thirdMoment: 0, log10Permutations: 0 }
  expect(permutationSum(Float64Array.from({ length: 49 }, Math.cos), 7)).toEqual(none)
  expect(permutationSum(new Float64Array(100).fill(0.3), 10)).toEqual(none)
  expect(permutationSum(new Float64Array(0), 0)).toEqual(none)
})
