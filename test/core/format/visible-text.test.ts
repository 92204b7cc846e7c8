import { expect, test } from 'vitest'
import { choiceText, geneLine } from '../../../core/format/visible-text.ts'

test('a gene stays on one line, and all of it can be seen', () => {
  expect(geneLine('one\n\ttwo ')).toBe('one⏎⇥two␣')
  expect(geneLine('a\u001b[31mb\u202ec\r')).toBe('a\\u{1b}[31mb\\u{202e}c\\r')
})

test('a choice shows the white space at its ends, and all of it can be seen', () => {
  expect(choiceText(' 12\n')).toBe('␣12⏎')
  expect(choiceText('a\nb\u0007\u200bc')).toBe('a\nb\\u{7}\\u{200b}c')
})
