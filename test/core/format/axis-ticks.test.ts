import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisNumber, axisTicks, decadeTicks, tickTexts } from '../../../core/format/axis-ticks.ts'

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

  test('decades are whole and few', () => {
    expect(decadeTicks(-2.3, 3.1)).toEqual([-2, -1, 0, 1, 2, 3])
    expect(decadeTicks(-20, 20).length).toBeLessThanOrEqual(9)
    expect(decadeTicks(0.2, 0.8)).toEqual([])
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
])('ticks %j are written %j', (ticks, texts) => {
  expect(ticks.map(tickTexts(ticks))).toEqual(texts)
})

test('a single number at an axis is short and has a real minus sign', () => {
  expect([-0.25, 0.1 + 0.2, 1e22, -3e-9].map(axisNumber)).toEqual(['−0.25', '0.3', '1e22', '−3e−9'])
})
