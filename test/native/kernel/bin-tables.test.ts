import { expect, test } from 'vitest'
import { readBytes, startReading } from '../../../core/population/allele-reader.ts'
import { createTokenBins } from '../../../core/population/token-bins.ts'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import { BinTables, mostTableCharacters } from '../../../native/kernel/bin-tables.ts'
import { KernelMemory } from '../../../native/kernel/kernel-memory.ts'

const texts = ['a', 'ab', 'abc', 'b c', ' x', '\n', 'é', '𝄞𝄞', '']
function countingVocabulary(): TokenBytes & { asked: number } {
  const vocabulary = {
    asked: 0,
    size: texts.length + 1,
    kind: (token: number) => (token === texts.length ? ('end' as const) : ('text' as const)),
    bytes: (token: number) => {
      vocabulary.asked += 1
      return Buffer.from(texts[token]!)
    },
  }
  return vocabulary
}

test('a table is the one that the vocabulary gives, in every state', () => {
  const vocabulary = countingVocabulary()
  const tables = new BinTables(vocabulary, new KernelMemory())
  const strippedOnce = readBytes(startReading('phylolm'), 4, Uint8Array.of(0x0a)).state
  for (const state of [startReading('none'), startReading('phylolm'), strippedOnce]) {
    for (const wanted of [1, 2, 4, 32])
      expect(tables.table({ state, wanted })).toMatchObject(createTokenBins(vocabulary, state, wanted))
  }
})

test('what one thread has made, another finds, also after the memory has grown', () => {
  const memory = new KernelMemory()
  const key = { state: startReading('none'), wanted: 3 }
  const made = new BinTables(countingVocabulary(), memory).table(key)
  const unread = countingVocabulary()
  const found = new BinTables(unread, new KernelMemory(memory.shared))
  memory.allocate(2 ** 22)
  expect(found.table(key).binOf).toEqual(made.binOf)
  expect(found.table(key).addresses).toEqual(made.addresses)
  expect(found.table(key)).toBe(found.table(key))
  expect(unread.asked).toBe(0)
})

test('tokens stand bin by bin', () => {
  const memory = new KernelMemory()
  const table = new BinTables(countingVocabulary(), memory).table({ state: startReading('none'), wanted: 2 })
  const { order, starts } = table.sorted()
  expect(table.sorted()).toEqual({ order, starts })
  const firsts = new Int32Array(memory.buffer, starts, table.count + 1)
  const tokens = new Int32Array(memory.buffer, order, table.binOf.length)
  expect([...tokens].sort((left, right) => left - right)).toEqual([...table.binOf.keys()])
  for (let bin = 0; bin < table.count; bin += 1) {
    for (const token of tokens.subarray(firsts[bin], firsts[bin + 1])) expect(table.binOf[token]).toBe(bin)
  }
  expect(firsts[table.count]).toBe(table.binOf.length)
})

test('more characters than there is a place for, and unfinished characters, are refused', () => {
  const tables = new BinTables(countingVocabulary(), new KernelMemory())
  expect(mostTableCharacters).toBeGreaterThanOrEqual(32)
  expect(() => tables.table({ state: startReading('none'), wanted: mostTableCharacters + 1 })).toThrow(
    `expected at most ${mostTableCharacters} characters`,
  )
  // The place that 4 more for the state would lead to.
  tables.table({ state: startReading('none'), wanted: 3 })
  expect(() => tables.table({ state: startReading('none') + 4, wanted: 2 })).toThrow(
    'expected a state without unfinished UTF-8',
  )
})

test('a memory with the tables of another vocabulary is refused', () => {
  const memory = new KernelMemory()
  const key = { state: startReading('none'), wanted: 2 }
  new BinTables(countingVocabulary(), memory).table(key)
  const other: TokenBytes = { size: 2, kind: () => 'text', bytes: () => Buffer.from('a') }
  expect(() => new BinTables(other, memory).table(key)).toThrow(
    'expected a memory for a vocabulary of 2 tokens, found one for 10',
  )
})
