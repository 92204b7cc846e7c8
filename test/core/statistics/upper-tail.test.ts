import { expect, test } from 'vitest'
import { logGamma } from '../../../core/statistics/log-gamma.ts'
import { normalLogTail, skewedLogTail } from '../../../core/statistics/upper-tail.ts'

test('ln of the gamma function', () => {
  expect(logGamma(1)).toBeCloseTo(0, 12)
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  expect(logGamma(21)).toBeCloseTo(Math.log(2_432_902_008_176_640_000), 11)
  expect(() => logGamma(0)).toThrow('expected a number above 0, found 0')
})

test.each([
  // From tables; that of 40 from the asymptotic series.
  [-1.959963984540054, 0.975],
  [0, 0.5],
  [1.959963984540054, 0.025],
  [6, 9.865876450376946e-10],
])('the normal tail above %f is %f', (z, probability) => {
  expect(normalLogTail(z)).toBeCloseTo(Math.log10(probability), 10)
})

test('tails that underflow keep their logarithm', () => {
  const z = 40
  const series = 1 - 1 / z ** 2 + 3 / z ** 4 - 15 / z ** 6
  const expected = -(z * z) / 2 / Math.LN10 - Math.log10(z * Math.sqrt(2 * Math.PI)) + Math.log10(series)
  expect(normalLogTail(z)).toBeCloseTo(expected, 8)
  expect(skewedLogTail(z, 0.01)).toBeLessThan(-290)
})

test('a skewness of 2 is that of an exponential deviate, a small one is all but normal', () => {
  for (const z of [-0.5, 0.5, 3, 30]) expect(skewedLogTail(z, 2)).toBeCloseTo(-(z + 1) / Math.LN10, 10)
  expect(skewedLogTail(-1.1, 2)).toBe(0)
  for (const z of [-2, 0, 2]) expect(skewedLogTail(z, 0.002)).toBeCloseTo(normalLogTail(z), 2)
  expect(skewedLogTail(5, -1)).toBe(normalLogTail(5))
  expect(skewedLogTail(5, 0.5)).toBeGreaterThan(normalLogTail(5))
})
