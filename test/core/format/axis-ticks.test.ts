import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisTicks, logTicks, logTickText, tickTexts } from '../../../core/format/axis-ticks.ts'

describe('ticks of an axis', () => {
  test.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-0.04, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.13, 0.91, [0.2, 0.4, 0.6, 0.8]],
    [-30, 80, [-20, 0, 20, 40, 60, 80]],
    [1.9, 2.1, [1.9, 1.95, 2, 2.05, 2.1]],
  ])('from %f to %f', (low, high, ticks) => {
    expect(axisTicks(low, high)).toEqual(ticks)
  })

  test('lie within the range, are evenly apart and no more than wanted', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 3, max: 12 }),
        (low, width, most) => {
          const ticks = axisTicks(low, low + width, most)
          expect(ticks.length).toBeLessThanOrEqual(most)
          expect(ticks.length).toBeGreaterThanOrEqual(1)
          for (const tick of ticks) expect(tick >= low - 1e-6 * width && tick <= low + width + 1e-6 * width).toBe(true)
          const steps = ticks.slice(1).map((tick, index) => tick - ticks[index]!)
          for (const step of steps) expect(step / steps[0]!).toBeCloseTo(1, 4)
        },
      ),
    )
  })

  test.each([
    [1e-300, 3e-300, [1e-300, 1.5e-300, 2e-300, 2.5e-300, 3e-300]],
    [-2e300, 2e300, [-2e300, -1e300, 0, 1e300, 2e300]],
    [5, 5, [5]],
  ])('of huge, tiny and equal values, %f to %f', (low, high, ticks) => {
    expect(axisTicks(low, high, 5)).toEqual(ticks)
  })

  test.each([
    [1e20, 1e24, 7, [1e20, 1e21, 1e22, 1e23, 1e24]],
    [1e-12, 1e12, 5, [1e-12, 1e-6, 1, 1e6, 1e12]],
    [3, 70, 7, [5, 10, 20, 50]],
    [3, 70, 3, [3, 10, 30]],
    [20, 29, 7, [20, 22, 24, 26, 28]],
    [1.1, 9.9, 2, [6]],
    [2.1, 2.9, 2, [2.5]],
    [1.5e42, 3e55, 2, [1e49]],
  ])('of a logarithmic axis from %f to %f, at most %i', (low, high, most, ticks) => {
    expect(logTicks(low, high, most)).toEqual(ticks)
  })

  test('of a logarithmic axis lie within the range, and are no more than wanted', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -290, max: 290, noNaN: true }),
        fc.double({ min: 1e-3, max: 15, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (exponent, decades, most) => {
          const [low, high] = [10 ** exponent, 10 ** (exponent + decades)]
          const ticks = logTicks(low, high, most)
          expect(ticks.length).toBeLessThanOrEqual(most)
          expect(ticks.length).toBeGreaterThanOrEqual(1)
          for (const tick of ticks) expect(tick >= low * (1 - 1e-6) && tick <= high * (1 + 1e-6)).toBe(true)
        },
      ),
    )
  })
})

test.each([
  [
    [-20, 0, 20],
    ['−20', '0', '20'],
  ],
  [
    [-0.02, -0.01, 0, 0.01],
    ['−0.02', '−0.01', '0.00', '0.01'],
  ],
  [
    [0.05, 0.1, 0.15, 0.2, 0.25],
    ['0.05', '0.10', '0.15', '0.20', '0.25'],
  ],
  [
    [-2e-8, 0, 2e-8],
    ['−2e−8', '0', '2e−8'],
  ],
  [
    [0, 5e6, 1e7],
    ['0', '5e6', '1e7'],
  ],
])('ticks %j are written %j', (ticks, texts) => {
  expect(ticks.map(tickTexts(ticks))).toEqual(texts)
})

test('a number at a logarithmic axis is written out where that is short', () => {
  expect([0.001, 0.5, 1000, 1e6, 3.2e22, 2e-9].map(logTickText)).toEqual([
    '0.001',
    '0.5',
    '1000',
    '1e6',
    '3.2e22',
    '2e−9',
  ])
})
