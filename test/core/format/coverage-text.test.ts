import { expect, test } from 'vitest'
import { coverageText } from '../../../core/format/coverage-text.ts'

test('a coverage says out of how many it is, and is nothing without intervals', () => {
  expect(coverageText({ coverage: 10 / 12, intervals: 12 })).toBe('83 % of 12')
  expect(coverageText({ coverage: 1, intervals: 3 })).toBe('100 % of 3')
  expect(coverageText({ coverage: null, intervals: 0 })).toBeNull()
})
