import { expect, test } from 'vitest'
import { coverageText } from '../../../core/format/coverage-text.ts'

test('a coverage says out of how many it is, and is nothing without intervals', () => {
  expect(coverageText({ coverage: 10 / 12, intervals: 12 })).toBe('83 % of 12')
  expect(coverageText({ coverage: 1, intervals: 3 })).toBe('100 % of 3')
  expect(coverageText({ coverage: 1, intervals: 1 }, 'true score')).toBe('100 % of 1 true score')
  expect(coverageText({ coverage: 0.5, intervals: 2 }, 'true score')).toBe('50 % of 2 true scores')
  expect(coverageText({ coverage: null, intervals: 0 })).toBeNull()
})
