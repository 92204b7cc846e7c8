import { describe, expect, it, test } from 'vitest'
import type { RefusedKind } from '../../../core/model/file-kind.ts'
import { GgufError } from '../../../engine/library/gguf/gguf-error.ts'
import { headerFacts } from '../../../engine/library/gguf/header-facts.ts'
import { readHeader } from '../../../engine/library/gguf/header-reader.ts'
import {
  type RawEntry,
  type RawTensor,
  stringEntry,
  stringsEntry,
  tinyEntries,
  tinyModel,
  tinyTensors,
  uint32Entry,
} from '../fixtures/gguf-writer.ts'
import { memorySource } from '../fixtures/memory-source.ts'

const falseEntry = (key: string): RawEntry => ({ key, type: 7, value: new Uint8Array([0]) })
const trueEntry = (key: string): RawEntry => ({ key, type: 7, value: new Uint8Array([1]) })
const preTokenizedAs = (name: string): RawEntry[] => [
  ...tinyEntries.filter(({ key }) => key !== 'tokenizer.ggml.pre'),
  stringEntry('tokenizer.ggml.pre', name),
]
const withRows = (rows: number): RawTensor[] => [
  { name: 'token_embd.weight', dimensions: [8, rows], type: 1, offset: 0 },
]

/** A tiny model whose keys and tensors are those of an architecture. */
const ofArchitecture = (architecture: string): RawEntry[] => [
  ...tinyEntries.filter(({ key }) => key !== 'general.architecture' && !key.startsWith('llama.')),
  stringEntry('general.architecture', architecture),
  uint32Entry(`${architecture}.context_length`, 512),
]

async function refusal(file: Uint8Array | string): Promise<[RefusedKind, string]> {
  try {
    headerFacts([await readHeader(memorySource(new Uint8Array(Buffer.from(file))))])
  } catch (error) {
    if (error instanceof GgufError) return [error.kind, error.message]
    throw error
  }
  throw new Error('expected a refusal')
}

const model = (entries: readonly RawEntry[], names?: readonly string[]): Uint8Array => {
  if (names === undefined) return tinyModel({ entries })
  const tensors: RawTensor[] = names.map((name, index) => ({ name, dimensions: [8], type: 0, offset: 32 * index }))
  return tinyModel({ entries, tensors, data: 32 * names.length })
}

function floatBytes(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer)
}

describe('a GGUF file that is no causal language model is refused with what it is and what to do instead', () => {
  const untyped = tinyEntries.filter(({ key }) => key === 'general.architecture')
  it.each<[string, Uint8Array, RefusedKind, RegExp]>([
    ...['dream', 'llada', 'llada-moe', 'rnd1', 'diffusion-gemma'].map(
      (name): [string, Uint8Array, RefusedKind, RegExp] => [
        name,
        model(ofArchitecture(name)),
        'diffusion',
        /diffusion language model.*Add a causal language model instead/,
      ],
    ),
    [
      'an attention that is not causal',
      model([...tinyEntries, falseEntry('llama.attention.causal')]),
      'non-causal',
      /attention is not causal/,
    ],
    [
      'an attention that sees all of a text that is to be continued',
      model([...ofArchitecture('hrm_text'), trueEntry('hrm_text.hrm.prefix_lm')]),
      'non-causal',
      /attention is not causal \(hrm_text\.hrm\.prefix_lm is true\)/,
    ],
    ['T5', model(ofArchitecture('t5')), 'encoder-decoder', /encoder-decoder.*instead/],
    ['BERT', model(ofArchitecture('nomic-bert')), 'encoder', /encoder.*instead/],
    ['EAGLE', model(ofArchitecture('eagle3')), 'draft-head', /draft head.*belongs to/],
    ['a vocoder', model(ofArchitecture('wavtokenizer-dec')), 'speech', /audio/],
    ['Flux', model([stringEntry('general.architecture', 'flux')]), 'image', /image or video.*flux/],
    [
      'an image model without an architecture',
      model([], ['model.diffusion_model.input_blocks.0.0.weight']),
      'image',
      /image/,
    ],
    ['a projector by its keys', model([...untyped, falseEntry('clip.has_vision_encoder')]), 'projector', /mmproj/],
    [
      'a LoRA adapter without a type',
      model(untyped, ['blk.0.attn_q.weight.lora_a', 'blk.0.attn_q.weight.lora_b']),
      'adapter',
      /Merge it/,
    ],
    [
      'a control vector',
      model([stringEntry('general.architecture', 'controlvector')], ['direction.1', 'direction.2']),
      'control-vector',
      /control vector/,
    ],
    ['a control vector of another architecture', model(untyped, ['direction.1']), 'control-vector', /control vector/],
    [
      'an importance matrix without a type',
      model(untyped, ['blk.0.ffn_up.weight.in_sum2', 'blk.0.ffn_up.weight.counts']),
      'importance-matrix',
      /importance matrix/,
    ],
    ['a vocabulary', tinyModel({ tensors: [], data: 0 }), 'vocabulary', /vocabulary only/],
    ['an architecture that is newer', model(ofArchitecture('qwen99')), 'unknown', /qwen99 is not known.*newer/],
    [
      'a pre-tokenizer that is newer',
      model(preTokenizedAs('brand-new-bpe')),
      'unknown',
      /pre-tokenizer brand-new-bpe \(tokenizer\.ggml\.pre\) is not known.*newer/,
    ],
    [
      'a tokenizer that is newer',
      model([
        ...tinyEntries.filter(({ key }) => key !== 'tokenizer.ggml.model'),
        stringEntry('tokenizer.ggml.model', 'hybridko2'),
      ]),
      'unknown',
      /tokenizer "hybridko2" is newer/,
    ],
    [
      'the same token twice',
      model([
        ...tinyEntries.filter(({ key }) => key !== 'tokenizer.ggml.tokens'),
        stringsEntry('tokenizer.ggml.tokens', ['a', 'b', '', '', 'b']),
      ]),
      'damaged',
      /same token twice: tokens 1 and 4 are both "b"/,
    ],
    [
      'fewer rows of embeddings than tokens',
      tinyModel({ tensors: withRows(3) }),
      'damaged',
      /expected an embedding matrix \(token_embd\.weight\) of 4 rows, one for each token, found 3\./,
    ],
    [
      'more rows of embeddings than tokens',
      tinyModel({ tensors: withRows(6) }),
      'damaged',
      /of 4 rows, one for each token, found 6\. llama\.cpp does not load/,
    ],
    [
      'another number of rows of outputs than tokens',
      tinyModel({
        tensors: [...withRows(4), { name: 'output.weight', dimensions: [8, 6], type: 1, offset: 64 }],
      }),
      'damaged',
      /expected an output matrix \(output\.weight\) of 4 rows, one for each token, found 6\./,
    ],
    [
      'byte pairs without merges',
      model(tinyEntries.filter(({ key }) => key !== 'tokenizer.ggml.merges')),
      'damaged',
      /no merges.*tokenizer\.ggml\.merges/,
    ],
    ...[0, 1].map((byte): [string, Uint8Array, RefusedKind, RegExp] => [
      `a causal attention stated as the number ${String(byte)}`,
      model([...tinyEntries, { key: 'llama.attention.causal', type: 0, value: new Uint8Array([byte]) }]),
      'damaged',
      /gives llama\.attention\.causal as uint8; llama\.cpp expects bool/,
    ]),
    ...['attention.layer_norm_rms_epsilon', 'rope.freq_base'].flatMap((name) => [
      ...[NaN, -1, Infinity].map((number): [string, Uint8Array, RefusedKind, RegExp] => [
        `${name} of ${String(number)}`,
        model([...tinyEntries, { key: `llama.${name}`, type: 6, value: floatBytes(number) }]),
        'damaged',
        new RegExp(
          `gives llama\\.${name.replaceAll('.', '\\.')} as ${String(number)}; expected a finite number of at least 0`,
        ),
      ]),
      ...[4, 8, 12].map((type): [string, Uint8Array, RefusedKind, RegExp] => [
        `${name} as type ${String(type)}`,
        model([...tinyEntries, { key: `llama.${name}`, type, value: new Uint8Array(type === 4 ? 4 : 8) }]),
        'damaged',
        /llama\.cpp expects float32/,
      ]),
    ]),
    [
      'an unknown scaling of positions',
      model([...tinyEntries, stringEntry('llama.rope.scaling.type', 'bent')]),
      'unknown',
      /scaling of positions "bent".*expected none, linear, yarn, longrope/,
    ],
    [
      'a context of no length',
      model(tinyEntries.map((entry) => (entry.key === 'llama.context_length' ? uint32Entry(entry.key, 0) : entry))),
      'damaged',
      /llama\.context_length: expected 1 or more, found 0/,
    ],
    [
      'no length of the context',
      model(tinyEntries.filter(({ key }) => key !== 'llama.context_length')),
      'damaged',
      /llama\.context_length/,
    ],
  ])('%s', async (_, file, kind, message) => {
    const [foundKind, reason] = await refusal(file)
    expect([foundKind, reason]).toEqual([kind, expect.stringMatching(message)])
  })

  it('empty tokens and a recurrent or hybrid architecture are no reason to', async () => {
    for (const name of ['mamba', 'jamba', 'llama', 'gemma3']) {
      const entries = [
        ...ofArchitecture(name).filter(({ key }) => key !== 'tokenizer.ggml.tokens'),
        stringsEntry('tokenizer.ggml.tokens', ['a', '', '', 'b']),
      ]
      expect(headerFacts([await readHeader(memorySource(model(entries)))]).architecture).toBe(name)
    }
  })

  it('nor is what only other types of vocabulary or attention are asked for', async () => {
    const facts = async (entries: readonly RawEntry[]) => headerFacts([await readHeader(memorySource(model(entries)))])
    const otherType = preTokenizedAs('brand-new-bpe').filter(({ key }) => key !== 'tokenizer.ggml.model')
    expect(await facts([...otherType, stringEntry('tokenizer.ggml.model', 'llama')])).toMatchObject({
      tokenizer: 'llama',
    })
    expect(await facts(preTokenizedAs(''))).toMatchObject({ tokenizer: 'gpt2' })
    const hrm = [...ofArchitecture('hrm_text'), falseEntry('hrm_text.hrm.prefix_lm')]
    expect(await facts(hrm)).toMatchObject({ architecture: 'hrm_text' })
  })

  it('nor is a vocabulary that is padded with tokens to the rows of the embeddings', async () => {
    const padded = [
      ...tinyEntries.filter(({ key }) => key !== 'tokenizer.ggml.tokens'),
      stringsEntry('tokenizer.ggml.tokens', ['a', 'b', 'c', 'd', '[PAD4]', '[PAD5]']),
    ]
    const file = tinyModel({ entries: padded, tensors: withRows(6) })
    expect(headerFacts([await readHeader(memorySource(file))]).vocabularySize).toBe(6)
  })
})

test.each<[string, string, RefusedKind, RegExp]>([
  [
    'a Git LFS pointer',
    'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n',
    'download',
    /Git LFS pointer.*git lfs pull/,
  ],
  ['zeros', '\0'.repeat(4096), 'download', /begins with zeros/],
  ['an HTML page', '\n<!DOCTYPE html><html>Repository not found</html>', 'format', /web page.*again/],
  ['a JSON text', '{"error":"Invalid username or password."}', 'format', /JSON/],
  ['a JSON text with an object in it', '{"data":{"id":1}}', 'format', /JSON/],
  ['a JSON list', '[{"a":1}]', 'format', /JSON/],
  ['ZIP', 'PK\x03\x04' + '\0'.repeat(100), 'format', /ZIP.*Unpack.*Convert/],
  ['7z', '7z\xbc\xaf\x27\x1c\0\0', 'format', /7z.*Unpack/],
  ['gzip', '\x1f\x8b\x08\0', 'format', /gzip.*Unpack/],
  ['tar', `model.gguf${'\0'.repeat(247)}ustar\0`, 'format', /tar archive/],
  ['safetensors', '\x40\0\0\0\0\0\0\0{"__metadata__":{}}', 'format', /safetensors.*Convert/],
  ['a pickle', '\x80\x02}q\0', 'format', /pickle.*Convert/],
  ['GGML', 'tjgg\x03\0\0\0', 'format', /before GGUF/],
  ['something else', 'abcdefgh', 'format', /expected it to begin with "GGUF", found 61 62 63 64 \("abcd"\)/],
  ['nothing', '', 'download', /empty/],
])('a file that is no GGUF is named: %s', async (_, content, kind, message) => {
  const bytes = Buffer.from(content, 'latin1')
  const [foundKind, reason] = await refusal(new Uint8Array(bytes))
  expect([foundKind, reason]).toEqual([kind, expect.stringMatching(message)])
})

test('a file that ends too early is an unfinished download', async () => {
  const whole = tinyModel({ tensors: tinyTensors })
  for (const bytes of [130, whole.length - 20]) expect((await refusal(whole.slice(0, bytes)))[0]).toBe('download')
})
