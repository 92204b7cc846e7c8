import { describe, expect, test } from 'vitest'
import {
  bytesText,
  countText,
  durationText,
  levelText,
  percentText,
  plural,
  significant,
  timeLeftText,
  roundWeightsText,
  weightsText,
} from '../../../core/format/quantity.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [778_368, '778 kB'],
  [999_600, '1.00 MB'],
  [9_996_000, '10.0 MB'],
  [4_815_678_000, '4.82 GB'],
])('%s bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test.each([
  [512, '512'],
  [381_600, '382 k'],
  [134_515_008, '135 M'],
  [8_030_261_312, '8.03 B'],
])('%s weights are %s', (count, text) => {
  expect(weightsText(count)).toBe(text)
})

test.each([
  [9999, '9999'],
  [10_000, '10\u202f000'],
  [-1_234_567, '−1\u202f234\u202f567'],
])('%s is written %s', (count, text) => {
  expect(countText(count)).toBe(text)
})

test.each([
  [0, '0'],
  [500, '500'],
  [1000, '1 k'],
  [480_000, '480 k'],
  [1_500_000_000, '1.5 B'],
  [2e15, '2000 T'],
  [1e30, '1.00e18 T'],
])('a round count of %s is %s', (count, text) => {
  expect(roundWeightsText(count)).toBe(text)
})

test('one and many', () => {
  expect(plural(1, 'model')).toBe('1 model')
  expect(plural(0, 'model')).toBe('0 models')
  expect(plural(2, 'branch', 'branches')).toBe('2 branches')
})

test.each([
  [120, 'under 1 s'],
  [8400, '8 s'],
  [59_600, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [11_520_000, '3 h 12 min'],
])('%s ms are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text)
})

test('a time left is about right, and under a second it is no more than that', () => {
  expect([8200, 300].map(timeLeftText)).toEqual(['about 8 s left', 'under 1 s left'])
})

describe('significant digits', () => {
  test.each([
    [0, '0'],
    [0.00123, '0.00123'],
    [1234.5, '1235'],
    [-0.5, '−0.500'],
    [4.14e-7, '4.14e−7'],
    [2.5e9, '2.50e9'],
    [0.9996, '1.00'],
    [-0.09996, '−0.100'],
    [999_999, '1.00e6'],
  ])('%s is %s', (value, text) => {
    expect(significant(value)).toBe(text)
  })
})

test.each([
  [0, '0 %'],
  [0.004, '< 1 %'],
  [0.5, '50 %'],
  [0.999, '99 %'],
  [1, '100 %'],
])('a share of %s is %s', (share, text) => {
  expect(percentText(share)).toBe(text)
})

test.each([
  [0.9, '90 %'],
  [0.95, '95 %'],
  [0.975, '97.5 %'],
  [0.995, '99.5 %'],
  [0.999, '99.9 %'],
  [1, '100 %'],
  [0.07, '7 %'],
])('a level of %s is %s', (share, text) => {
  expect(levelText(share)).toBe(text)
})
