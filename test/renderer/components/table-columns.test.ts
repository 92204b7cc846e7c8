import { expect, test } from 'vitest'
import { columnTracks, headWidth, leastTableWidth } from '../../../renderer/components/table-columns.ts'

test('a head is as wide as the wider of its two lines takes', () => {
  expect(headWidth('Size')).toBeLessThan(80)
  expect(headWidth('addition · acc_norm, 0-shot')).toBeLessThan(headWidth('addition·acc_norm,0-shot'))
  // The last words tell columns apart: the longer they are, the wider the head.
  expect(headWidth('addition · bits_per_byte_norm')).toBeGreaterThan(headWidth('addition · acc'))
})

test('no column is narrower than its head, and the table scrolls below the sum of them', () => {
  const columns = [
    { name: 'Name', width: '4fr', minWidth: 190 },
    { name: 'a-name-that-is-one-long-word', width: 80 },
  ] as const
  const second = headWidth(columns[1].name)
  expect(second).toBeGreaterThan(80)
  expect(columnTracks(columns)).toBe(`38px minmax(190px, 4fr) ${second}px`)
  expect(leastTableWidth(columns)).toBe(38 + 190 + second)
})
