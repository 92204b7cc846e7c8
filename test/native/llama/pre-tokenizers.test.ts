import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultPreTokenizer, preTokenizers } from '../../../core/model/pre-tokenizer.ts'
import { startAttachedRuntime } from '../../../native/llama/attached-runtime.ts'
import type { LlamaLibrary, LibraryLogListener } from '../../../native/llama/library.ts'
import { type MetadataValue, writeGguf } from '../source/write-gguf.ts'

let library: LlamaLibrary
const folder = mkdtempSync(join(tmpdir(), 'cladescope-pre-tokenizers-'))
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

/** Whether texts begin with BOS under a pre-tokenizer; null where llama.cpp refuses it. */
function beginsWithBos(preTokenizer: string | undefined, addBos?: boolean): boolean | null {
  const path = join(folder, 'vocabulary.gguf')
  const metadata: Record<string, MetadataValue> = {
    'general.architecture': { type: 'string', value: 'llama' },
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    'tokenizer.ggml.tokens': { type: 'strings', value: ['a', 'b', 'ab'] },
    'tokenizer.ggml.merges': { type: 'strings', value: ['a b'] },
    ...(preTokenizer === undefined ? {} : { 'tokenizer.ggml.pre': { type: 'string', value: preTokenizer } }),
    ...(addBos === undefined ? {} : { 'tokenizer.ggml.add_bos_token': { type: 'bool', value: addBos } }),
  }
  writeFileSync(path, writeGguf(metadata, []))
  log.length = 0
  const model = library.loadModel(path, { ...library.modelDefaults(), vocab_only: true })
  if (model === null) return null
  try {
    return library.addsBos(library.vocabulary(model))
  } finally {
    library.freeModel(model)
  }
}

test('every pre-tokenizer of the table is known to the build, and begins texts as the table says', () => {
  const found = [...preTokenizers.keys()].map((name) => [name, beginsWithBos(name), beginsWithBos(name, false)])
  expect(found).toEqual([...preTokenizers].map(([name, { addsBos, alwaysAddsBos }]) => [name, addsBos, alwaysAddsBos]))
  expect(beginsWithBos(undefined)).toBe(preTokenizers.get(defaultPreTokenizer)!.addsBos)
})

test('one that is not in the table is refused by the build', () => {
  expect(beginsWithBos('brand-new-bpe')).toBeNull()
  expect(log.join('')).toContain("unknown pre-tokenizer type: 'brand-new-bpe'")
})

// The names stand in the library as texts. Not seen here: a name that the linker keeps as the end of a longer text
// (qwen2 is the end of rwkv6qwen2; all ends would take half a minute to try), and one that a compiler has turned into
// instructions.
test('no text in the library is the name of a pre-tokenizer that the table lacks', () => {
  const texts = new Set(readFileSync(library.file, 'latin1').match(/(?<=\0)[A-Za-z0-9][A-Za-z0-9._-]{1,39}(?=\0)/g))
  expect([...preTokenizers.keys()].filter((name) => texts.has(name)).length).toBeGreaterThan(preTokenizers.size * 0.9)
  expect([...texts].filter((name) => !preTokenizers.has(name) && beginsWithBos(name) !== null)).toEqual([])
}, 60_000)
