import { describe, expect, it } from 'vitest'
import { readBytes, readEnd, startReading } from '../../../core/population/allele-reader.ts'
import { binKinds, createTokenBins } from '../../../core/population/token-bins.ts'
import { binText } from './bin-text.ts'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import { encodeUtf8 } from '../../../core/population/utf8.ts'

const texts = [
  'a',
  'ab',
  'abc',
  'abcd',
  'abcde',
  ' ',
  '  b',
  '\n',
  ' \n c',
  'é',
  'aé',
  '𝄞𝄞',
  '€uro',
  'the ',
  'then',
  '\u007f',
  '\0',
  '',
]
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
  it.each(cases)(
    'puts every token where reading it leads: state $state, $wanted characters wanted',
    ({ state, wanted }) => {
      const bins = createTokenBins(vocabulary, state, wanted)
      const { kind, binOf } = bins
      for (let token = 0; token < vocabulary.size; token += 1) {
        const goesOn = vocabulary.kind(token) === 'text'
        const reading = goesOn ? readBytes(state, wanted, vocabulary.bytes(token)) : readEnd(state, wanted)
        const bin = binOf[token]!
        expect(binText(bins, bin)).toBe(reading.text)
        expect(kind[bin]).toBe(binKinds[reading.decided ? 'allele' : goesOn ? 'prefix' : 'end'])
      }
    },
  )

  it('has each bin once, above it the longest prefix that the same mass is known to fall on', () => {
    const bins = createTokenBins(vocabulary, startReading('none'), 4)
    const { count, kind, above, depth } = bins
    const texts = Array.from({ length: count }, (_, bin) => binText(bins, bin))
    expect(new Set(texts.map((text, bin) => `${kind[bin]}|${text}`)).size).toBe(count)
    expect([kind[0], texts[0], above[0], depth[0]]).toEqual([binKinds.prefix, '', -1, 0])
    for (let bin = 1; bin < count; bin += 1) {
      const parent = above[bin]!
      expect(parent).toBeLessThan(bin)
      expect(depth[bin]).toBe(depth[parent]! + 1)
      expect(kind[parent]).toBe(binKinds.prefix)
      const characters = Array.from(texts[bin]!)
      expect(texts[parent]).toBe(kind[bin] === binKinds.end ? texts[bin] : characters.slice(0, -1).join(''))
    }
  })

  it('refuses a state with an unfinished character', () => {
    const { state } = readBytes(startReading('none'), 4, Uint8Array.of(0xc3))
    expect(() => createTokenBins(vocabulary, state, 4)).toThrow('unfinished')
  })
})
