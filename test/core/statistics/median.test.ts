import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ascending, quantile } from '../../../core/sampling/quantile.ts'
import { median } from '../../../core/statistics/median.ts'

test('the median is the middle value, or the mean of the two', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(() => median([])).toThrow('at least one')
})

test('it is the quantile at a half, and leaves the values in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
      const before = [...values]
      expect(median(values)).toBeCloseTo(quantile(ascending(values), 0.5), 9)
      expect(values).toEqual(before)
    }),
  )
})
