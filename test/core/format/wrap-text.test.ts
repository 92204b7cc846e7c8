import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wrapText } from '../../../core/format/wrap-text.ts'

describe('a text in lines', () => {
  test('is broken at spaces, as late as possible', () => {
    expect(wrapText('one two three four', 9)).toEqual(['one two', 'three', 'four'])
    expect(wrapText('short', 9)).toEqual(['short'])
    expect(wrapText('', 9)).toEqual([''])
  })

  test('a word longer than a line is broken, by characters and not by halves of them', () => {
    expect(wrapText('of Meta-Llama-3.1', 6)).toEqual(['of', 'Meta-L', 'lama-3', '.1'])
    expect(wrapText('🌳🌳🌳', 2)).toEqual(['🌳🌳', '🌳'])
  })

  test('loses nothing and is never longer than asked', () => {
    const words = fc.array(
      fc.string({ minLength: 1, maxLength: 14, unit: 'grapheme' }).filter((word) => !word.includes(' ')),
    )
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (parts, most) => {
        const lines = wrapText(parts.join(' '), most)
        expect(lines.join('').replaceAll(' ', '')).toBe(parts.join(''))
        expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(most)
      }),
    )
  })
})
