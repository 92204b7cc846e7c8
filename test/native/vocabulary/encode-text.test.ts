import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LlamaLibrary, loadModes, openLlamaLibrary, type Pointer } from '../../../native/llama/library.ts'
import { startRuntime } from '../../../native/llama/runtime.ts'
import { encodeText, textStart } from '../../../native/vocabulary/encode-text.ts'
import { withMetadata, withTokenType } from '../../engine/fixtures/edit-gguf.ts'
import { type RawEntry, stringEntry, uint32Entry } from '../../engine/fixtures/gguf-writer.ts'
import { demoModel } from '../source/source-behaviour.ts'
import { mamba } from '../source/tiny-architectures.ts'

let library: LlamaLibrary
let folder: string
beforeAll(async () => {
  await startRuntime('off', undefined)
  library = openLlamaLibrary()
  folder = mkdtempSync(join(tmpdir(), 'cladescope-bos-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Loads a file's vocabulary and hands it over. */
function withVocabulary<Result>(file: Uint8Array, use: (vocabulary: Pointer) => Result): Result {
  const path = join(folder, 'model.gguf')
  writeFileSync(path, file)
  const model = library.loadModel(path, {
    ...library.modelDefaults(),
    n_gpu_layers: 0,
    no_alloc: true,
    load_mode: loadModes.none,
  })
  if (model === null) throw new Error('llama.cpp did not load the file')
  try {
    return use(library.vocabulary(model))
  } finally {
    library.freeModel(model)
  }
}

/** Token ids from llama_tokenize with `add_special`, without the EOS that it appends. */
function asLlamaDoes(vocabulary: Pointer, text: string, addsEos: boolean): number[] {
  const bytes = new TextEncoder().encode(text)
  const tokens = new Int32Array(bytes.length + 16)
  const count = library.tokenize(vocabulary, bytes, bytes.length, tokens, tokens.length, true, false)
  return [...tokens.subarray(0, addsEos ? count - 1 : count)]
}

const bool = (key: string, value: boolean): RawEntry => ({
  key: `tokenizer.ggml.${key}`,
  type: 7,
  value: Uint8Array.of(value ? 1 : 0),
})
const id = (key: string, value: number): RawEntry => uint32Entry(`tokenizer.ggml.${key}_token_id`, value)
const moss = (): Buffer => readFileSync(demoModel('moss'))
const oak = (): Buffer => readFileSync(demoModel('oak'))
const addBos = 'tokenizer.ggml.add_bos_token'
const bosId = 'tokenizer.ggml.bos_token_id'

describe('a text begins as llama.cpp begins it', () => {
  // What stands in front: a number, or nothing.
  test.each<[string, () => Uint8Array, number | undefined]>([
    ['SentencePiece with BOS', moss, 1],
    ['BOS typed as a normal token', () => withTokenType(moss(), 1, 1), 1],
    ['no types of tokens', () => withMetadata(moss(), [], ['tokenizer.ggml.token_type']), 1],
    ['neither add_bos_token nor a BOS: the defaults of the kind', () => withMetadata(moss(), [], [addBos, bosId]), 1],
    ['no add_bos_token', () => withMetadata(moss(), [], [addBos]), 1],
    ['add_bos_token false', () => withMetadata(moss(), [bool('add_bos_token', false)]), undefined],
    ['EOS as BOS', () => withMetadata(moss(), [id('bos', 2)]), 2],
    ['EOS asked for as well', () => withMetadata(moss(), [bool('add_eos_token', true)]), 1],
    ['EOS as BOS, and asked for as well', () => withMetadata(moss(), [id('bos', 2), bool('add_eos_token', true)]), 2],
    ['a BOS that is no token', () => withMetadata(moss(), [id('bos', 4_000_000)]), 1],
    ['no space in front of a text', () => withMetadata(moss(), [bool('add_space_prefix', false)]), 1],
    ['a space in front of a text', () => withMetadata(moss(), [bool('add_space_prefix', true)]), 1],
    ['byte-level BPE without add_bos_token', oak, undefined],
    ['byte-level BPE with add_bos_token', () => withMetadata(oak(), [bool('add_bos_token', true)]), 511],
    [
      'RWKV, which takes no BOS',
      () =>
        withMetadata(mamba(), [stringEntry('tokenizer.ggml.model', 'rwkv'), id('bos', 5), bool('add_bos_token', true)]),
      undefined,
    ],
  ])('%s', (_name, file, first) => {
    withVocabulary(file(), (vocabulary) => {
      const start = textStart(library, vocabulary)
      expect(start.tokens).toEqual(first === undefined ? [] : [first])
      const addsEos = asLlamaDoes(vocabulary, '', false).length > start.tokens.length
      for (const text of ['Once there was', ' a', 'a  b', '', '<s>x</s>', 'é\n\n1']) {
        expect(encodeText(library, vocabulary, start, text), JSON.stringify(text)).toEqual(
          asLlamaDoes(vocabulary, text, addsEos),
        )
      }
    })
  })

  test('BOS that is asked for and absent is refused in words: llama.cpp would end the process', () => {
    const file = withMetadata(mamba(), [bool('add_bos_token', true)], [])
    // The default of byte-level BPE is token 11, which these files have.
    expect(withVocabulary(file, (vocabulary) => textStart(library, vocabulary).tokens)).toEqual([11])
    expect(() => withVocabulary(file, (vocabulary) => textStart({ ...library, bos: () => -1 }, vocabulary))).toThrow(
      'expected a BOS token from 0 to 256, since the file asks for one in front of each text (tokenizer.ggml.add_bos_token), found -1',
    )
  })
})
