import { expect, test } from 'vitest'
import { estimateText } from '../../../core/format/estimate-text.ts'

test('an estimate is told with its range, to the digits that it has', () => {
  expect(estimateText({ low: 63_000, likely: 191_234, high: 699_000, models: 1 })).toBe(
    'about 3 min 10 s (1 min to 12 min)',
  )
  expect(estimateText({ low: 200, likely: 4_400, high: 9_600, models: 2 })).toBe('about 4 s (1 s to 10 s)')
  expect(estimateText({ low: 0, likely: 0, high: 0, models: 0 })).toBe('all done')
})
