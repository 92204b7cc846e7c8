import { describe, expect, it } from 'vitest'
import { readBytes, startReading } from '../../../core/population/allele-reader.ts'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import { createTokenOutcomes } from '../../../core/population/token-outcomes.ts'

const tokens: (number[] | 'end' | 'control')[] = [
  'end',
  'control',
  [0x61],
  [0x61, 0x62],
  [0x61, 0x62, 0x63],
  [0xc3],
  [0xa9],
  [0x20],
  [0x0a],
  [],
  [0x61, 0xe2],
]

function countingVocabulary(): TokenBytes & { readonly asked: number[] } {
  const asked: number[] = []
  return {
    asked,
    size: tokens.length,
    kind: (token) => (Array.isArray(tokens[token]) ? 'text' : (tokens[token] as 'end' | 'control')),
    bytes(token) {
      asked.push(token)
      const bytes = tokens[token]!
      return Uint8Array.from(Array.isArray(bytes) ? bytes : [])
    },
  }
}

describe('createTokenOutcomes', () => {
  it('says for each token what reading its bytes says, in every state', () => {
    const vocabulary = countingVocabulary()
    const outcomes = createTokenOutcomes(vocabulary)
    const pendingC3 = readBytes(startReading('none'), 4, Uint8Array.of(0xc3)).state
    for (const state of [startReading('none'), startReading('phylolm'), pendingC3]) {
      for (const wanted of [1, 2, 3]) {
        const table = outcomes.table(state, wanted)
        tokens.forEach((bytes, token) => {
          const outcome = table.outcomes[table.outcomeOf(token)]!
          if (!Array.isArray(bytes)) {
            const flushed = state === pendingC3
            expect(outcome).toMatchObject({
              kind: flushed && wanted === 1 ? 'allele' : 'end',
              text: flushed ? '\uFFFD' : '',
            })
            return
          }
          const reading = readBytes(state, wanted, Uint8Array.from(bytes))
          expect(outcome).toMatchObject({ kind: reading.decided ? 'allele' : 'path', text: reading.text })
          if (!reading.decided) expect(outcome.state).toBe(reading.state)
        })
      }
    }
  })

  it('gives tokens with the same effect the same outcome and reads each token once per state', () => {
    const vocabulary = countingVocabulary()
    const table = createTokenOutcomes(vocabulary).table(startReading('none'), 1)
    expect(table.outcomeOf(2)).toBe(table.outcomeOf(3))
    expect(table.outcomeOf(0)).toBe(table.outcomeOf(1))
    const asked = vocabulary.asked.length
    table.outcomeOf(2)
    table.outcomeOf(3)
    expect(vocabulary.asked.length).toBe(asked)
  })
})
