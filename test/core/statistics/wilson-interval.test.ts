import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalQuantile } from '../../../core/sampling/normal-quantile.ts'
import { wilsonInterval } from '../../../core/statistics/wilson-interval.ts'

// scipy 1.17.1: binomtest(right, items).proportion_ci(0.95, 'wilson')
test.each([
  [96, 96, 0.9615244121423243, 1],
  [0, 84, 0, 0.04373172841465988],
  [1, 1, 0.20654931437723745, 1],
  [121, 121, 0.9692293020525218, 1],
  [0, 10, 0, 0.27753279986288926],
  [50, 100, 0.4038315303659956, 0.5961684696340044],
  [3, 7, 0.1582198552514697, 0.7495416354723428],
])('%i right of %i items: as scipy has it', (right, items, lower, upper) => {
  const interval = wilsonInterval(right / items, items, normalQuantile(0.975))
  expect(interval.lower).toBeCloseTo(lower, 7)
  expect(interval.upper).toBeCloseTo(upper, 7)
})

test('law: the ends are the shares that the test just does not reject', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }).chain((items) => fc.tuple(fc.constant(items), fc.nat({ max: items }))),
      fc.double({ min: 0.5, max: 3, noNaN: true }),
      ([items, right], z) => {
        const share = right / items
        const { lower, upper } = wilsonInterval(share, items, z)
        expect(lower).toBeLessThanOrEqual(share + 1e-12)
        expect(upper).toBeGreaterThanOrEqual(share - 1e-12)
        for (const end of [lower, upper])
          expect(Math.abs(share - end)).toBeCloseTo(z * Math.sqrt(Math.max(0, end * (1 - end)) / items), 6)
      },
    ),
  )
})
