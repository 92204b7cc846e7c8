import { expect, test } from 'vitest'
import { coverageText, isTooNarrow } from '../../../core/format/coverage-text.ts'

test('a coverage says out of how many it is, and is nothing without intervals', () => {
  expect(coverageText({ coverage: 10 / 12, intervals: 12 }, 0.9)).toBe('83 % of 12')
  expect(coverageText({ coverage: 1, intervals: 3 }, 0.9)).toBe('100 % of 3')
  expect(coverageText({ coverage: 1, intervals: 1 }, 0.9, 'true score')).toBe('100 % of 1 true score')
  expect(coverageText({ coverage: 0.5, intervals: 2 }, 0.5, 'true score')).toBe('50 % of 2 true scores')
  expect(coverageText({ coverage: null, intervals: 0 }, 0.9)).toBeNull()
})

test('intervals that hold too few truths for their level say so, beyond chance only', () => {
  expect(coverageText({ coverage: 7 / 13, intervals: 13 }, 0.9)).toBe('54 % of 13, too few')
  expect(coverageText({ coverage: 7 / 13, intervals: 13 }, 0.9, 'score')).toBe('54 % of 13 scores, too few')
  // P(X <= 10) of 13 at 0.9 is 0.134, P(X <= 9) 0.034; by the sum of the binomial terms.
  expect(isTooNarrow({ coverage: 10 / 13, intervals: 13 }, 0.9)).toBe(false)
  expect(isTooNarrow({ coverage: 9 / 13, intervals: 13 }, 0.9)).toBe(true)
  expect(isTooNarrow({ coverage: 0, intervals: 1 }, 0.9)).toBe(false)
  expect(isTooNarrow({ coverage: 0, intervals: 2 }, 0.9)).toBe(true)
  expect(isTooNarrow({ coverage: 0.899, intervals: 1000 }, 0.9)).toBe(false)
  expect(isTooNarrow({ coverage: 0.85, intervals: 100_000 }, 0.9)).toBe(true)
})
