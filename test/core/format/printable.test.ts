import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  oneLine,
  printable,
  printableJson,
  printableLines,
  withEscapes,
  withoutEscapes,
  withoutUnprintable,
} from '../../../core/format/printable.ts'
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
  test('shows what would not be seen between, before and after letters', () => {
    const unseen = [
      '\u00ad',
      '\u034f',
      '\u061c',
      '\u115f',
      '\u1160',
      '\u17b4',
      '\u180e',
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\u3164',
      '\ufe00',
      '\ufe0f',
      '\ufeff',
      '\uffa0',
      '\u{e0001}',
      '\u{e0041}',
      '\u{e007f}',
      '\u{e0100}',
      '\u{1d173}',
    ]
    for (const character of unseen) {
      const escape = `\\u{${character.codePointAt(0)!.toString(16)}}`
      expect(printable(`${character}moss${character}1${character}`)).toBe(`${escape}moss${escape}1${escape}`)
    }
  })
  test('leaves joiners and selectors where scripts and emoji need them, and hides nothing behind an emoji', () => {
    for (const text of [
      '👩🏽\u200d💻',
      '🏳\ufe0f\u200d🌈',
      '❤\ufe0f',
      '1\ufe0f\u20e3',
      'می\u200cخواهم',
      'क्\u200dष',
      'ශ්\u200dර',
    ])
      expect(printable(text)).toBe(text)
    expect(printable('😀\u{e0041}\u{e007f}')).toBe('😀\\u{e0041}\\u{e007f}')
    expect(printable('a\ufe0f\u200db')).toBe('a\\u{fe0f}\\u{200d}b')
  })
  test('law: what was made printable stays as it is', () => {
    const part = fc.constantFrom(
      'a',
      '1',
      '😀',
      '🏽',
      '\u200d',
      '\u200c',
      '\ufe0f',
      '\u20e3',
      'ی',
      '्',
      '\u180b',
      '\u17b4',
      '\u{e0041}',
      '\n',
    )
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (text) => {
          expect(printable(printable(text))).toBe(printable(text))
          expect(withoutUnprintable(printable(text), '')).toBe(printable(text))
        },
      ),
    )
  })
  test('a message of many lines becomes one', () =>
    expect(oneLine(' first\r\n   second\n\nthird ')).toBe('first second third'))
})

test('lines keep their ends and tabs, and nothing else that a terminal would obey', () => {
  expect(printableLines('a\tb\r\nc\rd\n\u001b[2J😀\ud800')).toBe('a\tb\r\nc\\rd\n\\u{1b}[2J😀\\u{d800}')
})

test('JSON says the same with what cannot be seen as escapes, also beyond the first plane', () => {
  expect(printableJson('"a\u{e0041}b"')).toBe('"a\\udb40\\udc41b"')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = JSON.stringify([text])
      expect(JSON.parse(printableJson(json))).toEqual(JSON.parse(json))
      expect(printableJson(printableJson(json))).toBe(printableJson(json))
    }),
  )
})

test('escapes are taken back exactly', () => {
  const part = fc.constantFrom(
    '\\',
    'u{1b}',
    '\\u{5c}',
    '\u001b',
    '\ud83d',
    '\ude00',
    '😀',
    '\u202e',
    '\ufe0f',
    '\u200d',
    '\u{e0041}',
    'a',
    '{',
    '}',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (original) => {
      const escaped = withEscapes(original)
      expect(escaped).toBe(printable(escaped))
      expect(withoutEscapes(escaped)).toBe(original)
    }),
  )
})

test('Newick holds names in a harmless form', () => {
  expect(
    writeNewick({
      children: [
        { name: 'a\u001b[2J', children: [] },
        { name: 'b\u202e', children: [] },
      ],
    }),
  ).toBe("('a\\u{1b}[2J','b\\u{202e}');")
})
