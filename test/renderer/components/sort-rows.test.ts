import { expect, test } from 'vitest'
import { compareKeys, sortRows, type SortKey } from '../../../renderer/components/sort-rows.ts'

const sorted = (keys: readonly SortKey[], descending: boolean) =>
  sortRows(keys, (a, b) => compareKeys(a, b, descending))

test('numbers by value, text as a reader orders it', () => {
  expect(sorted([10, 9, 100], false)).toEqual([9, 10, 100])
  expect(sorted(['Q10', 'q4', 'F16'], false)).toEqual(['F16', 'q4', 'Q10'])
})

test('what is missing comes last in both directions', () => {
  expect(sorted([null, 2, 1], false)).toEqual([1, 2, null])
  expect(sorted([null, 2, 1], true)).toEqual([2, 1, null])
})
