import { expect, test } from 'vitest'
import { holm } from '../../../core/statistics/holm.ts'

const log10 = (values: readonly number[]): number[] => values.map((value) => Math.log10(value))

test('adjusts as the R function p.adjust does with method holm', () => {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.9), "holm")
  const expected = log10([0.04, 0.09, 0.09, 0.025, 0.9])
  holm(log10([0.01, 0.04, 0.03, 0.005, 0.9])).forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 12))
})

test('tests that are not listed count as less extreme', () => {
  expect(holm([-400, -3], 1000)[0]).toBeCloseTo(-397, 12)
  expect(holm([-400, -3], 1000)[1]).toBeCloseTo(Math.log10(0.999), 12)
  expect(holm([], 10)).toEqual([])
  expect(() => holm([-1, -2], 1)).toThrow('expected at least 2 tests, found 1')
})
