import { expect, test } from 'vitest'
import { byteOfCodePoint } from '../../../native/vocabulary/byte-alphabet.ts'

test('the alphabet names every byte once', () => {
  expect(byteOfCodePoint.size).toBe(256)
  expect(new Set(byteOfCodePoint.values()).size).toBe(256)
})

test('known letters of the alphabet', () => {
  // Ġ, Ċ, ĉ and č are how GPT-2 vocabularies write space, line feed, tab and carriage return; Ń is the soft hyphen's
  // byte.
  const spelled = [...'AĠĊĉčŃé'].map((letter) => byteOfCodePoint.get(letter.codePointAt(0)!))
  expect(spelled).toEqual([0x41, 0x20, 0x0a, 0x09, 0x0d, 0xad, 0xe9])
})
