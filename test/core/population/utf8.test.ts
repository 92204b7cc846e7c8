import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeByte, decodeUtf8, encodeUtf8 } from '../../../core/population/utf8.ts'

/** Bytes that are often, but not always, UTF-8: leads, continuations and the edges of every range. */
const edges = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
  0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff, 0xbb,
]
const byte = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...edges) }, fc.integer({ min: 0, max: 255 }))
const bytes = fc.array(byte, { maxLength: 12 }).map((values) => Uint8Array.from(values))

describe('decodeByte', () => {
  it('gives after every byte what a streaming TextDecoder gives', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
        let pending = 0
        for (const value of input) {
          let text = ''
          pending = decodeByte(pending, value, (character) => {
            text += character
          })
          expect(text).toBe(decoder.decode(Uint8Array.of(value), { stream: true }))
        }
        expect(pending === 0 ? '' : '\uFFFD').toBe(decoder.decode())
      }),
      { numRuns: 5000 },
    )
  })

  it('agrees with TextDecoder on every sequence of two bytes and on every lead with edge continuations', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    const differs = (input: Uint8Array): number => (decodeUtf8(input) === decoder.decode(input) ? 0 : 1)
    let differing = 0
    for (let first = 0; first < 256; first += 1) {
      for (let second = 0; second < 256; second += 1) {
        differing += differs(Uint8Array.of(first, second, 0x41))
      }
      for (const second of edges) {
        for (const third of edges) {
          differing += differs(Uint8Array.of(first, second, third, 0xbf))
        }
      }
    }
    expect(differing).toBe(0)
  })

  it('keeps a byte order mark', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x78))).toBe('\uFEFFx')
  })
})

describe('encodeUtf8', () => {
  it('gives the bytes of TextEncoder for well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Uint8Array.from(encodeUtf8(text))).toEqual(new TextEncoder().encode(text))
      }),
    )
  })

  it('refuses a lone surrogate', () => {
    expect(() => encodeUtf8('a\uD800')).toThrow('lone surrogate U+D800')
  })
})
