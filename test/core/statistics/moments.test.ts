import { expect, test } from 'vitest'
import {
  columnMeans,
  mean,
  populationCovariance,
  populationVariance,
  sampleCovariance,
  sampleVariance,
} from '../../../core/statistics/moments.ts'

const rows = [
  [1, 4],
  [2, 0],
  [6, 2],
]

test('means are of all values and of each column', () => {
  expect(mean([1, 2, 6])).toBe(3)
  expect(mean(Float64Array.of(4, 0, 2))).toBe(2)
  expect(columnMeans(rows)).toEqual([3, 2])
})

test('the variance of a population is divided by n, that of a sample by n - 1', () => {
  expect(populationVariance([1, 2, 6])).toBeCloseTo(14 / 3, 12)
  expect(sampleVariance([1, 2, 6])).toBe(7)
})

test('covariances have the same divisors, and are symmetric', () => {
  expect(sampleCovariance(rows, [3, 2])).toEqual([
    [7, -1],
    [-1, 4],
  ])
  const centred = rows.map(([x, y]) => [x! - 3, y! - 2])
  const population = populationCovariance(centred)
  expect(population[0]![0]).toBeCloseTo(14 / 3, 12)
  expect(population[0]![1]).toBeCloseTo(-2 / 3, 12)
  expect(population[1]![0]).toBe(population[0]![1])
  expect(population[1]![1]).toBeCloseTo(8 / 3, 12)
})

test('the sample covariance of a single row is 0', () => {
  expect(sampleCovariance([[5, 7]], [5, 7])).toEqual([
    [0, 0],
    [0, 0],
  ])
})
