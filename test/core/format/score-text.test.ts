import { expect, test } from 'vitest'
import { scoreText, shortScoreText } from '../../../core/format/score-text.ts'

test('a score is written with the digits that its error supports', () => {
  expect(scoreText({ value: 0.512345, stderr: 0.0141, n: 96 })).toBe('0.512 ± 0.014')
  expect(scoreText({ value: 0.5, stderr: null, n: null })).toBe('0.5000')
  expect(scoreText({ value: 8.9694, stderr: 0.719, n: 96 })).toBe('8.97 ± 0.72')
  expect(scoreText({ value: 0.5, stderr: 0, n: 2 })).toBe('0.5000')
  expect(shortScoreText({ value: 0.412, stderr: 0.0123, n: 96 })).toBe('0.412 ± 0.012')
  expect(shortScoreText({ value: 0.412, stderr: 0.0123, n: 96 }, 100)).toBe('41.2 ± 1.2')
})

test('where all items or none are right an interval stands in the place of an error of 0, rounded outward', () => {
  // scipy's Wilson intervals: 0.96152 to 1 for 96 of 96, 0 to 0.04373 for 0 of 84.
  expect(scoreText({ value: 1, stderr: 0, n: 96 })).toBe('1 (0.961 to 1)')
  expect(scoreText({ value: 0, stderr: 0, n: 84 })).toBe('0 (0 to 0.044)')
  expect(shortScoreText({ value: 1, stderr: 0, n: 96 }, 100)).toBe('100 (96.1 to 100)')
  expect(shortScoreText({ value: 0, stderr: 0, n: 84 }, 100)).toBe('0 (0 to 4.4)')
})

test('without a number of items, or without an error, nothing is made up', () => {
  expect(scoreText({ value: 1, stderr: 0, n: null })).toBe('1.0000')
  expect(scoreText({ value: 1, stderr: null, n: 96 })).toBe('1.0000')
})
