import { expect, test } from 'vitest'
import { buildVocabulary } from '../../../native/vocabulary/build-vocabulary.ts'
import { dataOfVocabulary, vocabularyOf } from '../../../native/vocabulary/shared-vocabulary.ts'

const vocabulary = buildVocabulary({
  scheme: 'marked',
  texts: ['<unk>', '<s>', '</s>', '▁a', '<0xC3>', '<end>', '<unused0>', '<tool>'],
  types: ['unknown', 'control', 'control', 'normal', 'byte', 'user-defined', 'unused', 'user-defined'],
  ends: new Set([2, 5]),
})

test('kinds of tokens', () => {
  const kinds = Array.from({ length: vocabulary.size }, (_, token) => vocabulary.kind(token))
  expect(kinds).toEqual(['control', 'control', 'end', 'text', 'text', 'end', 'control', 'text'])
})

test('only text tokens have bytes', () => {
  const lengths = Array.from({ length: vocabulary.size }, (_, token) => vocabulary.bytes(token).length)
  expect(lengths).toEqual([0, 0, 0, 2, 1, 0, 0, 6])
})

test('ids outside the vocabulary and uneven lists are refused', () => {
  expect(() => vocabulary.kind(8)).toThrow('expected a token id from 0 to 7, found 8')
  expect(() => vocabulary.bytes(-1)).toThrow(RangeError)
  expect(() => buildVocabulary({ scheme: 'marked', texts: ['a'], types: [], ends: new Set() })).toThrow(
    'expected one type per token (1), found 0',
  )
})

test('another thread finds the same vocabulary in its memory, and one that is not in shared memory is copied there', () => {
  const data = dataOfVocabulary(vocabulary)
  expect(data.bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(dataOfVocabulary(vocabulary)).toBe(data)
  const copied = dataOfVocabulary({
    size: vocabulary.size,
    kind: (token) => vocabulary.kind(token),
    bytes: (token) => vocabulary.bytes(token),
  })
  expect(copied).toEqual(data)
  const elsewhere = vocabularyOf(structuredClone(data))
  for (let token = 0; token < vocabulary.size; token += 1) {
    expect(elsewhere.kind(token)).toBe(vocabulary.kind(token))
    expect(elsewhere.bytes(token)).toEqual(vocabulary.bytes(token))
  }
})
