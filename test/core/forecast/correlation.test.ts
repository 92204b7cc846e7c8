import { expect, test } from 'vitest'
import { pearson, spearman } from '../../../core/forecast/correlation.ts'
import { reference } from './reference.ts'

test("correlations are scipy's, ties included", () => {
  const { one, other } = reference.correlation
  expect(pearson(one, other)).toBeCloseTo(reference.correlation.pearson, 12)
  expect(spearman(one, other)).toBeCloseTo(reference.correlation.spearman, 12)
})

test('a list without spread correlates with nothing', () => {
  expect(pearson([0.1 + 0.2, 0.3, 0.3], [1, 2, 3])).toBeNull()
  expect(spearman([1, 2, 3], [5, 5, 5])).toBeNull()
  expect(pearson([1], [1])).toBeNull()
  expect(spearman([1, 2, 3], [10, 1000, 1001])).toBe(1)
})
