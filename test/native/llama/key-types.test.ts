import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ropeScalings } from '../../../core/model/rope-scaling.ts'
import { expectedTypes } from '../../../engine/library/gguf/key-types.ts'
import { startAttachedRuntime } from '../../../native/llama/attached-runtime.ts'
import type { LlamaLibrary, LibraryLogListener } from '../../../native/llama/library.ts'
import { withMetadata } from '../../engine/fixtures/edit-gguf.ts'
import { type RawEntry, stringEntry, u32, u64 } from '../../engine/fixtures/gguf-writer.ts'

let library: LlamaLibrary
const folder = mkdtempSync(join(tmpdir(), 'cladescope-key-types-'))
const demo = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../models/demo/moss.gguf')))
const log: string[] = []
const listener: LibraryLogListener = (_, text) => log.push(text)

beforeAll(async () => {
  ;({ library } = await startAttachedRuntime('off', undefined))
  library.setLog(listener)
})
afterAll(() => {
  library.setLog(null)
  rmSync(folder, { recursive: true })
})

/** Whether llama.cpp loads the demo model with other metadata. */
function loads(entries: readonly RawEntry[]): boolean {
  const path = join(folder, 'model.gguf')
  writeFileSync(path, withMetadata(demo, entries))
  log.length = 0
  const model = library.loadModel(path, library.modelDefaults())
  if (model === null) return false
  library.freeModel(model)
  return true
}

test('the build loads no file in which a key of the table has another type', () => {
  const wrong = (key: string): RawEntry =>
    /\.(pre|model|type|name)$/.test(key) ? { key, type: 4, value: u32(1) } : { key, type: 10, value: u64(1) }
  const expected = expectedTypes('llama')
  const found = expected.map(([key]) => [key, loads([wrong(key)]), log.join('').includes(`key ${key} has wrong type`)])
  expect(found).toEqual(expected.map(([key]) => [key, false, true]))
})

test('a causal attention given as a byte is refused whatever the byte', () => {
  const stated = (type: number, byte: number) =>
    loads([{ key: 'llama.attention.causal', type, value: new Uint8Array([byte]) }])
  expect([stated(0, 0), stated(0, 1), stated(7, 1)]).toEqual([false, false, true])
})

test('byte pairs need merges, of which there may be none', () => {
  const bytePairs = [stringEntry('tokenizer.ggml.model', 'gpt2'), stringEntry('tokenizer.ggml.pre', 'gpt-2')]
  const none: RawEntry = { key: 'tokenizer.ggml.merges', type: 9, value: new Uint8Array([8, ...Array(11).fill(0)]) }
  expect([loads(bytePairs), loads([...bytePairs, none])]).toEqual([false, true])
})

// Another name is not tried: the build ends the process on it.
test('the scalings of positions of the table are known to the build', () => {
  const found = [...ropeScalings].map((name) => loads([stringEntry('llama.rope.scaling.type', name)]))
  expect(found).toEqual([...ropeScalings].map(() => true))
})
