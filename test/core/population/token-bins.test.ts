import { describe, expect, it } from 'vitest'
import { readBytes, readEnd, startReading } from '../../../core/population/allele-reader.ts'
import { createTokenBins } from '../../../core/population/token-bins.ts'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import { encodeUtf8 } from '../../../core/population/utf8.ts'

const texts = ['a', 'ab', 'abc', 'abcd', 'abcde', ' ', '  b', '\n', ' \n c', 'é', 'aé', '𝄞𝄞', '€uro', 'the ', 'then', '\u007f', '\0', '']
const raw = [[0xc3], [0x61, 0xe2, 0x82], [0xff], [0x61, 0x62, 0x63, 0x64, 0xff]]
const all: readonly (Uint8Array | 'end' | 'control')[] = [
  'end',
  'control',
  ...texts.map((text) => Uint8Array.from(encodeUtf8(text))),
  ...raw.map((bytes) => Uint8Array.from(bytes)),
]
const vocabulary: TokenBytes = {
  size: all.length,
  kind: (token) => {
    const item = all[token]!
    return typeof item === 'string' ? item : 'text'
  },
  bytes: (token) => all[token] as Uint8Array,
}
const strippedOnce = readBytes(startReading('phylolm'), 4, Uint8Array.of(0x0a)).state

describe('createTokenBins', () => {
  const cases = [startReading('none'), startReading('phylolm'), strippedOnce].flatMap((state) =>
    [1, 2, 3, 4, 5, 6].map((wanted) => ({ state, wanted })),
  )
  it.each(cases)('puts every token where reading it leads: state $state, $wanted characters wanted', ({ state, wanted }) => {
    const { kind, text, binOf, isPath } = createTokenBins(vocabulary, state, wanted)
    for (let token = 0; token < vocabulary.size; token += 1) {
      const goesOn = vocabulary.kind(token) === 'text'
      const reading = goesOn ? readBytes(state, wanted, vocabulary.bytes(token)) : readEnd(state, wanted)
      const bin = binOf[token]!
      expect(text[bin]).toBe(reading.text)
      expect(kind[bin]).toBe(reading.decided ? 'allele' : goesOn ? 'prefix' : 'end')
      expect(isPath[bin]).toBe(goesOn && !reading.decided ? 1 : 0)
    }
  })

  it('has each bin once, above it the longest prefix that the same mass is known to fall on', () => {
    const { count, kind, text, above } = createTokenBins(vocabulary, startReading('none'), 4)
    expect(new Set(Array.from({ length: count }, (_, bin) => `${kind[bin]}|${text[bin]}`)).size).toBe(count)
    expect([kind[0], text[0], above[0]]).toEqual(['prefix', '', -1])
    for (let bin = 1; bin < count; bin += 1) {
      const parent = above[bin]!
      expect(parent).toBeLessThan(bin)
      expect(kind[parent]).toBe('prefix')
      const characters = Array.from(text[bin]!)
      expect(text[parent]).toBe(kind[bin] === 'end' ? text[bin] : characters.slice(0, -1).join(''))
    }
  })

  it('refuses a state with an unfinished character', () => {
    const { state } = readBytes(startReading('none'), 4, Uint8Array.of(0xc3))
    expect(() => createTokenBins(vocabulary, state, 4)).toThrow('unfinished')
  })
})
