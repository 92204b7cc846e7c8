import { expect, test } from 'vitest'
import { momentText } from '../../../renderer/format/moment.ts'

test('a moment is written in the zone of the reader', () => {
  const local = new Date(2026, 2, 9, 14, 5)
  expect(momentText(local.toISOString())).toBe('2026-03-09 14:05')
  expect(momentText('no date')).toBe('no date')
})
