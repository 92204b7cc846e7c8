import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { truncateMiddle } from '../../../core/format/truncate.ts'

describe('a name cut in its middle', () => {
  test('keeps both ends', () => {
    expect(truncateMiddle('Qwen2.5-0.5B-Instruct-Q4_K_M', 13)).toBe('Qwen2.…Q4_K_M')
  })

  test('law: never longer than asked for, and untouched where it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (name, most) => {
        const cut = truncateMiddle(name, most)
        return [...name].length <= most ? cut === name : [...cut].length === most
      }),
    )
  })
})
