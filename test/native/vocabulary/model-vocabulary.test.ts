import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LlamaLibrary, openLlamaLibrary, type Pointer } from '../../../native/llama/library.ts'
import type { Vocabulary } from '../../../native/source/logit-source.ts'
import { libraryVocabulary } from '../../../native/vocabulary/library-vocabulary.ts'
import { modelVocabulary } from '../../../native/vocabulary/model-vocabulary.ts'
import { tokenizerScheme } from '../../../native/vocabulary/tokenizer-scheme.ts'

// Vocabularies of a quarter of a million tokens take their time on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

const demo = fileURLToPath(new URL('../../../models/demo/', import.meta.url))
/** llama.cpp's own tokenizer files lie in the git bundle that node-llama-cpp carries. */
const bundle = join(dirname(createRequire(import.meta.url).resolve('node-llama-cpp')), '../llama/gitRelease.bundle')

const withoutGit = 'git is missing: llama.cpp’s own tokenizer files cannot be unpacked'

let folder: string
let repository: string | undefined
let llama: Llama

function unpack(): string | undefined {
  const target = join(folder, 'llama.cpp')
  try {
    execFileSync('git', ['clone', '--quiet', '--bare', bundle, target], { stdio: 'ignore' })
    return target
  } catch {
    return undefined
  }
}

/** A tokenizer file of llama.cpp, without weights. */
function tokenizerFile(name: string): string | undefined {
  if (repository === undefined) return undefined
  const blob = execFileSync('git', ['-C', repository, 'cat-file', 'blob', `HEAD:models/ggml-vocab-${name}.gguf`], {
    maxBuffer: 2 ** 28,
  })
  const file = join(folder, `${name}.gguf`)
  writeFileSync(file, blob)
  return file
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-vocabulary-'))
  repository = unpack()
  llama = await getLlama({ gpu: false, build: 'never', progressLogs: false, logLevel: LlamaLogLevel.disabled })
})

afterAll(async () => {
  await llama.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const load = (file: string): Promise<LlamaModel> => llama.loadModel({ modelPath: file, vocabOnly: true })

/** The text that the tokens of `text` spell. */
function respell(model: LlamaModel, text: string): string {
  const vocabulary = modelVocabulary(model)
  const tokens = model.tokenize(text, false)
  return Buffer.concat(tokens.map((token) => vocabulary.bytes(token))).toString('utf8')
}

// Characters of one to four bytes, white space, and pieces of the markup that tokenizers treat specially.
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        '\t',
        '\r\n',
        'the capital of',
        'x = 3.14',
        '日本語',
        'Ω≈',
        '🜨',
        '<s>',
        '<|im_end|>',
        '<0x0A>',
        'é',
        'e\u0301',
      ),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''))
  // U+2581 stands for a space in these vocabularies, so a text's own U+2581 comes back as one.
  .filter((text) => !text.includes('\u2581'))

function respells(model: LlamaModel, prefixed: boolean, runs = 60): void {
  const vocabulary = modelVocabulary(model)
  fc.assert(
    fc.property(texts, (text) => {
      const tokens = model.tokenize(text, false)
      const spelled = Buffer.concat(tokens.map((token) => vocabulary.bytes(token)))
      const expected = Buffer.from(prefixed && text !== '' ? ` ${text}` : text)
      expect(spelled.toString('hex'), JSON.stringify(text)).toBe(expected.toString('hex'))
    }),
    { numRuns: runs, seed: 7 },
  )
}

describe('the bytes of a text’s tokens are the text', () => {
  // `prefixed`: SentencePiece vocabularies that put a space in front of every text.
  test.for([
    { name: 'llama-spm', prefixed: true },
    { name: 'gpt-2', prefixed: false },
    { name: 'qwen2', prefixed: false },
    { name: 'gemma-4', prefixed: false },
  ])('$name', async ({ name, prefixed }, { skip }) => {
    const file = tokenizerFile(name) ?? skip(withoutGit)
    const model = await load(file)
    respells(model, prefixed)
    await model.dispose()
  })

  test.each(['oak', 'fern', 'moss'])('demo model %s', async (name) => {
    const model = await load(join(demo, `${name}.gguf`))
    const vocabulary = modelVocabulary(model)
    const prefixed = name === 'moss'
    const tokens = model.tokenize('The capital of Arlen is', false)
    const spelled = Buffer.concat(tokens.map((token) => vocabulary.bytes(token))).toString('utf8')
    expect(spelled).toBe(prefixed ? ' The capital of Arlen is' : 'The capital of Arlen is')
    await model.dispose()
  })
})

describe('vocabularies that change the text', () => {
  test('WordPiece and Unigram spell words', async ({ skip }) => {
    for (const name of ['bert-bge', 'nomic-bert-moe']) {
      const file = tokenizerFile(name) ?? skip(withoutGit)
      const model = await load(file)
      expect(respell(model, 'the unbelievable river')).toBe(' the unbelievable river')
      await model.dispose()
    }
  })
})

test('kinds: end of generation, control, text', async () => {
  const model = await load(join(demo, 'moss.gguf'))
  const vocabulary = modelVocabulary(model)
  expect(vocabulary.size).toBe(640)
  expect(vocabulary.kind(model.tokens.eos!)).toBe('end')
  expect(vocabulary.kind(model.tokens.bos!)).toBe('control')
  expect(vocabulary.bytes(model.tokens.bos!)).toHaveLength(0)
  expect(vocabulary.kind(330)).toBe('text')
  await model.dispose()
})

/** The same vocabulary, read through the C library. */
async function throughLibrary(library: LlamaLibrary, model: LlamaModel, file: string): Promise<Vocabulary> {
  const parameters = { ...library.modelDefaults(), no_alloc: true, load_mode: 0, vocab_only: true }
  const loaded = await new Promise<Pointer | null>((resolve, reject) => {
    library.loadModel.async(file, parameters, (error, result) => (error ? reject(error) : resolve(result)))
  })
  const { model: kind, pre } = model.fileInfo.metadata.tokenizer!.ggml
  const vocabulary = libraryVocabulary(library, library.vocabulary(loaded!), tokenizerScheme(kind, pre))
  library.freeModel(loaded!)
  return vocabulary
}

const firstDifference = (left: Vocabulary, right: Vocabulary): string | undefined => {
  if (left.size !== right.size) return `${left.size} and ${right.size} tokens`
  for (let token = 0; token < left.size; token++) {
    const [first, second] = [left, right].map(
      (which) => `${which.kind(token)} ${Buffer.from(which.bytes(token)).toString('hex')}`,
    )
    if (first !== second) return `token ${token}: ${first} and ${second}`
  }
  return undefined
}

describe('the library gives every token the bytes and the kind that follow from the file', () => {
  const compare = async (file: string): Promise<void> => {
    const model = await load(file)
    expect(
      firstDifference(await throughLibrary(openLlamaLibrary(), model, file), modelVocabulary(model)),
      file,
    ).toBeUndefined()
    await model.dispose()
  }
  test.each(['oak', 'oak-Q4_0', 'fern', 'fern-tales-chat', 'moss', 'moss-code-chat'])('demo model %s', (name) =>
    compare(join(demo, `${name}.gguf`)),
  )
  // SentencePiece, byte-level BPE (one with characters outside the byte alphabet), SentencePiece-like BPE, WordPiece,
  // Unigram.
  test.for(['llama-spm', 'qwen2', 'command-r', 'gemma-4', 'bert-bge', 'nomic-bert-moe'])(
    '%s',
    async (name, { skip }) => {
      await compare(tokenizerFile(name) ?? skip(withoutGit))
    },
  )
})
