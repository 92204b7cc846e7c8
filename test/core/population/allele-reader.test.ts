import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBytes, readEnd, startReading } from '../../../core/population/allele-reader.ts'
import type { StripRule } from '../../../core/population/population.ts'

const piece = fc.constantFrom<number[]>(
  [0x20],
  [0x20, 0x20],
  [0x0a],
  [0x0a, 0x20],
  [0x61],
  [0x62, 0x63],
  [0xc3],
  [0xa9],
  [0xe2],
  [0x82],
  [0xac],
  [0xe2, 0x82, 0xac],
  [0xf0, 0x9f],
  [0x98, 0x80],
  [0xff],
  [],
  [0xef, 0xbb, 0xbf],
  [0x20, 0x78],
  [0x09],
  [0xa9, 0x20],
  [0xe2, 0x20],
)
const pieces = fc.array(piece, { maxLength: 8 })
const rule = fc.constantFrom<StripRule>('none', 'phylolm')

function stripped(text: string, strip: StripRule): string[] {
  return Array.from(strip === 'none' ? text : text.replace(/^ +/, '').replace(/^\n+/, ''))
}

/** Reads pieces one after another, as an expansion does. */
function read(strip: StripRule, chars: number, tokens: number[][]): { text: string; state: number; decided: boolean } {
  let text = ''
  let state = startReading(strip)
  for (const token of tokens) {
    const reading = readBytes(state, chars - Array.from(text).length, Uint8Array.from(token))
    expect(Array.from(reading.text).length).toBe(reading.characters)
    text += reading.text
    state = reading.state
    if (reading.decided) return { text, state, decided: true }
  }
  return { text, state, decided: false }
}

describe('readBytes', () => {
  it('decides what decoding the joined bytes, stripping and cutting gives, however tokens cut the bytes', () => {
    fc.assert(
      fc.property(pieces, rule, fc.integer({ min: 1, max: 5 }), (tokens, strip, chars) => {
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
        const characters = stripped(decoder.decode(Uint8Array.from(tokens.flat()), { stream: true }), strip)
        const { text, decided } = read(strip, chars, tokens)
        expect(decided).toBe(characters.length >= chars)
        expect(text).toBe(characters.slice(0, chars).join(''))
      }),
      { numRuns: 5000 },
    )
  })

  it('drops spaces first, then newlines, so that "\\n x" keeps its space', () => {
    expect(read('phylolm', 4, [[0x20], [0x20, 0x0a], [0x0a, 0x20], [0x78]]).text).toBe(' x')
    expect(read('phylolm', 4, [[0x0a], [0x20], [0x0a], [0x78]]).text).toBe(' \nx')
    expect(read('none', 4, [[0x20], [0x0a]]).text).toBe(' \n')
  })

  it('does not say that a character is decided while its bytes are incomplete', () => {
    expect(read('none', 2, [[0x61], [0xe2, 0x82]])).toMatchObject({ text: 'a', decided: false })
    expect(read('none', 2, [[0x61], [0xe2, 0x82], [0xac]])).toMatchObject({ text: 'a€', decided: true })
    expect(read('none', 2, [[0x61], [0xe2, 0x82], [0x62]])).toMatchObject({ text: 'a\uFFFD', decided: true })
  })
})

describe('readEnd', () => {
  it('ends with what the flushed decoder holds, marked as an end unless that completes the allele', () => {
    fc.assert(
      fc.property(pieces, rule, fc.integer({ min: 1, max: 5 }), (tokens, strip, chars) => {
        const before = read(strip, chars, tokens)
        fc.pre(!before.decided)
        const end = readEnd(before.state, chars - Array.from(before.text).length)
        const characters = stripped(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(tokens.flat())),
          strip,
        )
        expect(before.text + end.text).toBe(characters.join(''))
        expect(end.decided).toBe(characters.length === chars)
      }),
      { numRuns: 3000 },
    )
  })
})
