import { expect, test } from 'vitest'
import { fitLine } from '../../../core/statistics/line-fit.ts'

test('a line through points on it explains all of them', () => {
  const fit = fitLine([0, 1, 3, 7].map((x) => [x, 2 - 0.5 * x] as const))!
  expect(fit.n).toBe(4)
  expect(fit.slope).toBeCloseTo(-0.5, 12)
  expect(fit.intercept).toBeCloseTo(2, 12)
  expect(fit.r2).toBeCloseTo(1, 12)
})

test('residuals are at right angles to the points', () => {
  const points = [
    [1, 3],
    [2, 1],
    [4, 8],
    [5, 2],
  ] as const
  const { slope, intercept, r2 } = fitLine(points)!
  const residuals = points.map(([x, y]) => y - intercept - slope * x)
  expect(residuals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12)
  expect(residuals.reduce((sum, value, index) => sum + value * points[index]![0], 0)).toBeCloseTo(0, 12)
  // Deviations from the mean 3.5 have squares of 29.
  expect(r2).toBeCloseTo(1 - residuals.reduce((sum, value) => sum + value * value, 0) / 29, 12)
})

test('one x alone has no line', () => {
  expect(fitLine([[3, 1]])).toBeUndefined()
  expect(
    fitLine([
      [3, 1],
      [3, 2],
    ]),
  ).toBeUndefined()
})
