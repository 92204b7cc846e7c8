import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layerTensors } from '../../../core/model/layer-tensors.ts'
import { GgufError } from '../../../engine/library/gguf/gguf-error.ts'
import { headerFacts } from '../../../engine/library/gguf/header-facts.ts'
import { readGgufHeader } from '../../../engine/library/gguf/header-reader.ts'
import { startAttachedRuntime } from '../../../native/llama/attached-runtime.ts'
import type { LlamaLibrary, LibraryLogListener } from '../../../native/llama/library.ts'
import { putTogether, takeApart, type WholeGguf, type WholeTensor } from '../../engine/fixtures/edit-gguf.ts'
import { type RawEntry, uint32Entry } from '../../engine/fixtures/gguf-writer.ts'

let library: LlamaLibrary
const folder = mkdtempSync(join(tmpdir(), 'cladescope-fitting-counts-'))
const path = join(folder, 'model.gguf')
const demo = takeApart(new Uint8Array(readFileSync(join(import.meta.dirname, '../../../models/demo/moss.gguf'))))
const listener: LibraryLogListener = () => undefined

beforeAll(async () => {
  ;({ library } = await startAttachedRuntime('off', undefined))
  library.setLog(listener)
})
afterAll(() => {
  library.setLog(null)
  rmSync(folder, { recursive: true })
})

type Change = (file: WholeGguf) => Pick<WholeGguf, 'entries' | 'tensors'>

const counts =
  (values: Readonly<Record<string, number>>): Change =>
  ({ entries, tensors }) => ({
    tensors,
    entries: [
      ...entries.filter(({ key }) => !(key.replace('llama.', '') in values)),
      ...Object.entries(values).map(([key, value]): RawEntry => uint32Entry(`llama.${key}`, value)),
    ],
  })
const withoutKey =
  (name: string): Change =>
  ({ entries, tensors }) => ({ tensors, entries: entries.filter(({ key }) => key !== `llama.${name}`) })
const withoutTensors =
  (names: RegExp): Change =>
  ({ entries, tensors }) => ({ entries, tensors: tensors.filter(({ name }) => !names.test(name)) })
const withTensor =
  (name: string): Change =>
  ({ entries, tensors }) => {
    const norm = tensors.find((tensor: WholeTensor) => tensor.name === 'blk.0.attn_norm.weight')!
    return { entries, tensors: [...tensors, { ...norm, name }] }
  }

/** What the header check says of the demo model after a change; null where it takes it. */
async function refusal(change: Change): Promise<string | null> {
  writeFileSync(path, putTogether(change(demo)))
  try {
    headerFacts([await readGgufHeader(path)])
    return null
  } catch (error) {
    if (error instanceof GgufError) return error.message
    throw error
  }
}

/** Whether llama.cpp loads the file that was written last. */
function loads(): boolean {
  const model = library.loadModel(path, library.modelDefaults())
  if (model !== null) library.freeModel(model)
  return model !== null
}

describe('a header whose counts do not fit the tensors is refused, with what was expected and found', () => {
  const cases: readonly (readonly [string, Change, string])[] = [
    [
      'heads',
      counts({ 'attention.head_count': 5 }),
      'blk.0.attn_q.weight of 96 × 95 (llama.attention.head_count 5), found 96 × 96',
    ],
    [
      'no heads',
      counts({ 'attention.head_count': 0 }),
      'blk.0.attn_q.weight of 96 × 0 (llama.attention.head_count 0), found 96 × 96',
    ],
    [
      'key heads',
      counts({ 'attention.head_count_kv': 1 }),
      'blk.0.attn_k.weight of 96 × 32 (llama.attention.head_count 3, head_count_kv 1), found 96 × 96',
    ],
    ['length of keys', counts({ 'attention.key_length': 16 }), 'blk.0.attn_q.weight of 96 × 48'],
    [
      'rotated part',
      counts({ 'rope.dimension_count': 16 }),
      '32 rotated numbers of a head (llama.attention.head_count 3), found 16',
    ],
    [
      'hidden units',
      counts({ feed_forward_length: 256 }),
      'blk.0.ffn_gate.weight of 96 × 256 (llama.feed_forward_length 256), found 96 × 224',
    ],
    [
      'embeddings',
      counts({ embedding_length: 128 }),
      'embeddings of 128 numbers (llama.embedding_length), found 96 in token_embd.weight',
    ],
    [
      'fewer layers',
      counts({ block_count: 3 }),
      '3 layers (llama.block_count), found tensors of 4, such as blk.3.attn_norm.weight',
    ],
    ['more layers', counts({ block_count: 5 }), '5 layers (llama.block_count), found no tensor of layer 4 (blk.4)'],
    [
      'a layer that is missing',
      withoutTensors(/^blk\.2\./),
      '4 layers (llama.block_count), found no tensor of layer 2 (blk.2)',
    ],
    [
      'a matrix that is missing',
      withoutTensors(/^blk\.1\.ffn_down\.weight$/),
      'a tensor blk.1.ffn_down.weight, as in 3 other layers, found none',
    ],
    ['no last norm', withoutTensors(/^output_norm/), 'a tensor output_norm.weight, found none'],
    ['no embeddings', withoutTensors(/^token_embd/), 'a tensor token_embd.weight, found none'],
    ['an unknown tensor', withTensor('wise.weight'), 'tensors that llama.cpp knows, found wise.weight'],
    [
      'an unknown tensor of a layer',
      withTensor('blk.1.wise.weight'),
      'tensors that llama.cpp knows, found blk.1.wise.weight',
    ],
    ['a layer too many', withTensor('blk.9.attn_norm.weight'), '4 layers (llama.block_count), found tensors of 10'],
    [
      'tensors for pictures',
      withTensor('v.blk.0.ln1.weight'),
      'found also those of a model for pictures or sounds: v.blk.0.ln1.weight',
    ],
    ['layers not counted', withoutKey('block_count'), 'the number of layers (llama.block_count), found none'],
    ['heads not counted', withoutKey('attention.head_count'), 'blk.0.attn_q.weight of 96 × 0'],
    [
      'embeddings not counted',
      withoutKey('embedding_length'),
      'the length of embeddings (llama.embedding_length), found none',
    ],
  ]
  test.each(cases)('%s: as llama.cpp does not load it', async (_, change, message) => {
    expect(await refusal(change)).toContain(message)
    expect(loads()).toBe(false)
  })

  // llama.cpp ends the process on these.
  test.each([0, 4_000_000_000])('%s layers', async (layers) => {
    expect(await refusal(counts({ block_count: layers }))).toMatch(
      /^The header does not fit the weights: expected [04]/,
    )
  })

  test.each<[string, Change]>([
    ['the model as it is', (file) => file],
    ['biases that are in one layer only', withTensor('blk.1.attn_q.bias')],
    ['another number of tokens than the vocabulary has', counts({ vocab_size: 512 })],
    [
      'half as many numbers in twice as many heads',
      counts({ 'attention.head_count': 6, 'attention.head_count_kv': 6, 'rope.dimension_count': 16 }),
    ],
    ['key heads left out, which are as many', withoutKey('attention.head_count_kv')],
  ])('%s: is taken, as llama.cpp does', async (_, change) => {
    expect(await refusal(change)).toBeNull()
    expect(loads()).toBe(true)
  })
})

test('tensors of layers have the names that the build has for them, and no other', async () => {
  const { library: attached } = await startAttachedRuntime('off', undefined)
  const names = readFileSync(attached.file)
    .toString('latin1')
    .matchAll(/blk\.%d\.([^\0]+)\0/g)
  const found = new Set([...names].map(([, role]) => role!.replace('.%d', '')))
  expect(found.size).toBeGreaterThan(100)
  expect([...layerTensors].sort()).toEqual([...found].sort())
})
