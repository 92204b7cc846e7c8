import { expect, test } from 'vitest'
import { firstNames } from '../../../core/format/first-names.ts'

test('a list is whole up to its most, then says how many are left out', () => {
  const names = ['a', 'b', 'c', 'd']
  expect(firstNames([])).toBe('')
  expect(firstNames(names)).toBe('a, b, c, d')
  expect(firstNames(names, { most: 4 })).toBe('a, b, c, d')
  expect(firstNames(names, { most: 3 })).toBe('a, b, c and 1 more')
  expect(firstNames(names, { most: 1, separator: '; ' })).toBe('a and 3 more')
  expect(firstNames(Array.from({ length: 20_008 }, (_, index) => String(index)))).toMatch(/, 7 and 20\s000 more$/)
})
