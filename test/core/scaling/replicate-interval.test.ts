import { expect, test } from 'vitest'
import { fitOrNone, replicateInterval, noIntervalNotes } from '../../../core/scaling/replicate-interval.ts'

const values = Array.from({ length: 101 }, (_, index) => index / 100)

test('an interval is of quantiles, holds the forecast, and keeps within its ends', () => {
  expect(replicateInterval(values, 0.5, 0.5)).toEqual({ lower: 0.25, upper: 0.75 })
  expect(replicateInterval(values, 2, 0.5)).toEqual({ lower: 0.25, upper: 2 })
  expect(replicateInterval(values, 0.5, 0.9, { lower: 0.2, upper: 0.7 })).toEqual({ lower: 0.2, upper: 0.7 })
  expect(replicateInterval(values.slice(0, 19), 0.5, 0.9)).toBeUndefined()
})

test('too few replicates are told from too few models', () => {
  expect(noIntervalNotes(0, 0)).toEqual([])
  expect(noIntervalNotes(100, 20)).toEqual([])
  expect(noIntervalNotes(5, 5)).toEqual(['no intervals: expected at least 20 replicates, found 5'])
  expect(noIntervalNotes(60, 12)).toEqual(['too few models for intervals: only 12 of 60 resamples determine the law'])
})

test('only what a resample cannot determine is left out', () => {
  expect(fitOrNone(() => 3)).toBe(3)
  expect(
    fitOrNone(() => {
      throw new RangeError('too few')
    }),
  ).toBeUndefined()
  expect(() =>
    fitOrNone(() => {
      throw new TypeError('a fault')
    }),
  ).toThrow('a fault')
})
