import { describe, expect, test } from 'vitest'
import { encodeChoice } from '../../../native/scoring/encode-choice.ts'

/** One token per code point, but "ab" is one token (1000) and BOS (1) comes first where wanted. */
const scorer = (options: { bos?: boolean; startToken?: number | null; promptTokens?: number } = {}) => ({
  tokenize: (text: string): number[] => [
    ...(options.bos === true ? [1] : []),
    ...Array.from(text.replaceAll('ab', '\u03e8'), (character) => character.codePointAt(0)!),
  ],
  startToken: options.startToken === undefined ? 7 : options.startToken,
  promptTokens: options.promptTokens ?? 100,
})
const codes = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0)!)

describe('a choice in tokens', () => {
  test('context and continuation are encoded as one text', () => {
    expect(encodeChoice(scorer(), { context: 'x a', continuation: 'bc' })).toEqual({
      tokens: [...codes('x '), 1000, ...codes('c')],
      from: 3,
      cutTokens: 0,
    })
  })

  test('white space at the end of the context, as Python has it, goes to the continuation', () => {
    const moved = encodeChoice(scorer(), { context: 'x \u0085\n', continuation: 'y' })
    expect(moved).toEqual({ tokens: codes('x \u0085\ny'), from: 1, cutTokens: 0 })
    // A byte order mark is no white space in Python.
    expect(encodeChoice(scorer(), { context: 'x\ufeff', continuation: 'y' }).from).toBe(2)
  })

  test('BOS stands in front only where the tokenizer asks for it', () => {
    expect(encodeChoice(scorer({ bos: true }), { context: 'x', continuation: ' y' })).toEqual({
      tokens: [1, ...codes('x y')],
      from: 2,
      cutTokens: 0,
    })
  })

  test('without a context the token that begins texts stands in its place', () => {
    expect(encodeChoice(scorer(), { context: ' ', continuation: 'y' })).toEqual({
      tokens: [7, ...codes(' y')],
      from: 1,
      cutTokens: 0,
    })
    expect(encodeChoice(scorer({ bos: true }), { context: '', continuation: 'y' })).toEqual({
      tokens: [1, ...codes('y')],
      from: 1,
      cutTokens: 0,
    })
    expect(() => encodeChoice(scorer({ startToken: null }), { context: '', continuation: 'y' })).toThrow(
      'expected a context, found none',
    )
  })

  test('what is too long is cut from the left, never the continuation', () => {
    expect(encodeChoice(scorer({ promptTokens: 4 }), { context: 'uvwx', continuation: ' y' })).toEqual({
      tokens: codes('wx y'),
      from: 2,
      cutTokens: 2,
    })
    expect(encodeChoice(scorer({ promptTokens: 3 }), { context: 'uvwx', continuation: ' y' })).toEqual({
      tokens: codes('x y'),
      from: 1,
      cutTokens: 3,
    })
    expect(() => encodeChoice(scorer({ promptTokens: 2 }), { context: 'uvwx', continuation: ' y' })).toThrow(
      'expected a continuation of at most 1 token, found one of 2',
    )
  })

  test('a continuation that leaves no token is refused', () => {
    expect(() => encodeChoice(scorer(), { context: 'xa', continuation: 'b' })).toThrow('which merges into it')
    expect(() => encodeChoice(scorer(), { context: 'x', continuation: '' })).toThrow(
      'expected a continuation with a token of its own',
    )
  })
})
