import { expect, test } from 'vitest'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

test('deviates have the moments and quantiles of a standard normal', () => {
  const normal = normalDeviates(seededGenerator(3))
  const count = 200_000
  const deviates = Float64Array.from({ length: count }, normal).sort()
  const moment = (power: number): number => deviates.reduce((sum, value) => sum + value ** power, 0) / count
  expect(Math.abs(moment(1))).toBeLessThan(0.01)
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015)
  expect(Math.abs(moment(3))).toBeLessThan(0.03)
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1)
  // Quantiles of the standard normal at 2.5, 25 and 84.13 percent.
  for (const [share, value] of [
    [0.025, -1.959964],
    [0.25, -0.6744898],
    [0.8413447, 1],
  ] as const) {
    expect(Math.abs(deviates[Math.floor(share * count)]! - value)).toBeLessThan(0.02)
  }
})

test('the same seed gives the same deviates, and neighbours are uncorrelated', () => {
  const first = Array.from({ length: 5000 }, normalDeviates(seededGenerator(8)))
  expect(Array.from({ length: 5000 }, normalDeviates(seededGenerator(8)))).toEqual(first)
  const correlation = first.slice(1).reduce((sum, value, index) => sum + value * first[index]!, 0) / first.length
  expect(Math.abs(correlation)).toBeLessThan(0.05)
})
