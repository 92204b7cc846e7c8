import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { oneLine, printable, printableLines, withEscapes, withoutEscapes } from '../../../core/format/printable.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'

describe('printable', () => {
  test('leaves no character that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // eslint-disable-next-line no-control-regex
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u)
      }),
    )
  })
  test('shows what was there', () => {
    expect(printable('a\u001b[31mb\nc\u202e')).toBe('a\\u{1b}[31mb\\nc\\u{202e}')
    expect(printable('größe 木')).toBe('größe 木')
  })
  test('a message of many lines becomes one', () => expect(oneLine(' first\r\n   second\n\nthird ')).toBe('first second third'))
})

test('lines keep their ends and tabs, and nothing else that a terminal would obey', () => {
  expect(printableLines('a\tb\r\nc\rd\n\u001b[2J😀\ud800')).toBe('a\tb\r\nc\\rd\n\\u{1b}[2J😀\\u{d800}')
})

test('escapes are taken back exactly', () => {
  const part = fc.constantFrom('\\', 'u{1b}', '\\u{5c}', '\u001b', '\ud83d', '\ude00', '😀', '\u202e', 'a', '{', '}')
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(part).map((parts) => parts.join('')))
  fc.assert(
    fc.property(text, (original) => {
      const escaped = withEscapes(original)
      expect(escaped).toBe(printable(escaped))
      expect(withoutEscapes(escaped)).toBe(original)
    }),
  )
})

test('Newick holds names in a harmless form', () => {
  expect(writeNewick({ children: [{ name: 'a\u001b[2J', children: [] }, { name: 'b\u202e', children: [] }] })).toBe("('a\\u{1b}[2J','b\\u{202e}');")
})
