import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { remarkKinds } from '../../../engine/api/remark-contract.ts'
import { headerRemarks } from '../../../engine/remarks/header-remarks.ts'
import { modelRemarks } from '../../../engine/remarks/model-remarks.ts'
import { textBeginning } from '../../../engine/remarks/text-beginning.ts'

const mib = 2 ** 20

/** Types of values that are no texts. */
function typeOf(key: string, value: string): string {
  const array = /^\[\d+ × (\w+)\]/.exec(value)
  if (array !== null) return `array of ${array[1]!}`
  if (/(_token_id|_length|_type)$/.test(key) && !key.startsWith('llama.rope')) return 'uint32'
  if (key.endsWith('.factor')) return 'float32'
  return value === 'true' || value === 'false' ? 'bool' : 'string'
}

function header(values: Readonly<Record<string, string>>, vocabularyDigest: string | null = 'same tokens') {
  const metadata = Object.entries(values).map(([key, value]) => ({
    key: /^(general|llama)\./.test(key) ? key : `tokenizer.ggml.${key}`,
    type: typeOf(key, value),
    value,
  }))
  return { architecture: 'llama', metadata, tensorTypes: [], vocabularySize: 1024, vocabularyDigest }
}
const sentencePiece = { model: 'llama', tokens: '[1024 × string] a, b', token_type: '[1024 × int32] 1, 1' }
const bytePairs = { model: 'gpt2', tokens: '[1024 × string] a, b', pre: 'llama-bpe', merges: '[9 × string] a b' }
/** What the check of a whole header asks for, beside the tokens. */
const whole = { 'general.architecture': 'llama', 'llama.context_length': '512' }

describe('a header', () => {
  const kindsOf = (values: Readonly<Record<string, string>>) => headerRemarks(header(values)).map(({ kind }) => kind)

  test('that is as it should be gives no remark', () => {
    expect(kindsOf(sentencePiece)).toEqual([])
    expect(kindsOf(bytePairs)).toEqual([])
    expect(kindsOf({ ...sentencePiece, ...whole, 'llama.attention.causal': 'true' })).toEqual([])
  })

  test('that contradicts the tensors is told of, one that they follow is not', () => {
    const file = (fileType: string) => ({
      ...header({ 'general.file_type': fileType }),
      tensorTypes: [
        { type: 'Q4_0', tensors: 20, bytes: 500 * mib },
        { type: 'F32', tensors: 5, bytes: mib },
      ],
    })
    expect(headerRemarks(file('1'))).toEqual([
      {
        kind: 'file type',
        text: 'The header says F16 (general.file_type 1), but 100 % of the weights are stored as Q4_0.',
      },
    ])
    expect(headerRemarks(file('2'))).toEqual([])
  })

  test.each([
    ['token types', { model: 'llama', tokens: sentencePiece.tokens }],
    ['pre-tokenizer', { model: 'gpt2', tokens: bytePairs.tokens }],
    ['token ids', { ...sentencePiece, eos_token_id: '4294967295' }],
    ['token ids', { ...sentencePiece, bos_token_id: '1024' }],
    ['context', { ...sentencePiece, 'llama.context_length': '64' }],
    ['purpose', { ...sentencePiece, 'llama.pooling_type': '3' }],
    ['refused now', { ...sentencePiece, ...whole, 'general.architecture': 'dream' }],
    ['refused now', { ...sentencePiece, ...whole, 'llama.attention.causal': 'false' }],
    ['refused now', { ...bytePairs, ...whole, pre: 'brand-new-bpe' }],
    ['refused now', { ...bytePairs, ...whole, merges: '' }],
    ['refused now', { ...sentencePiece, 'general.architecture': 'llama' }],
    ['rope scaling', { ...sentencePiece, ...whole, 'llama.rope.scaling.type': 'longrope' }],
    ['end token', { ...sentencePiece, add_eos_token: 'true' }],
  ])('gives the remark %s where it must', (kind, values) => {
    expect(kindsOf(values)).toEqual([kind])
  })

  test('that scales positions is told of, with what it states, where that changes anything', () => {
    const scaled = (values: Readonly<Record<string, string>>) =>
      headerRemarks(header({ ...sentencePiece, ...whole, ...values })).map(({ text }) => text)
    const stated = { 'llama.rope.scaling.type': 'yarn', 'llama.rope.scaling.original_context_length': '128' }
    expect(scaled({ ...stated, 'llama.rope.scaling.factor': '4' })).toEqual([
      'The header scales the positions of tokens (llama.rope.scaling: yarn, factor 4, trained on 128 tokens): the same weights without that give other numbers.',
    ])
    expect(scaled({ 'llama.rope.scaling.factor': '4' })[0]).toContain('(llama.rope.scaling: linear, factor 4)')
    expect(scaled({ 'llama.rope.scale_linear': '2' })[0]).toContain('linear, factor 2')
    expect(scaled(stated)).toEqual([])
    expect(scaled({ 'llama.rope.scaling.type': 'none', 'llama.rope.scaling.factor': '4' })).toEqual([])
    expect(scaled({ 'llama.rope.scaling.type': 'linear', 'llama.rope.scaling.factor': '1' })).toEqual([])
  })

  test('names the ids that the vocabulary does not have', () => {
    expect(headerRemarks(header({ ...sentencePiece, bos_token_id: '1', eos_token_id: '2000' }))[0]!.text).toContain(
      'the vocabulary (1024 tokens) does not have (tokenizer.ggml.eos_token_id 2000)',
    )
  })
})

test('how texts begin follows from the type of the vocabulary where the header says nothing', () => {
  const beginning = (values: Readonly<Record<string, string>>) => textBeginning(header(values))
  expect(beginning(sentencePiece)).toEqual({ bos: true, space: true, preTokenizer: null })
  expect(beginning({ ...sentencePiece, add_bos_token: 'false', add_space_prefix: 'false' })).toEqual({
    bos: false,
    space: false,
    preTokenizer: null,
  })
  expect(beginning(bytePairs)).toEqual({ bos: true, space: false, preTokenizer: 'llama-bpe' })
  expect(beginning({ ...bytePairs, add_bos_token: 'false' })).toMatchObject({ bos: false })
  expect(beginning({ ...bytePairs, pre: 'qwen2' })).toEqual({ bos: false, space: false, preTokenizer: 'qwen2' })
  expect(beginning({ ...bytePairs, pre: 'brand-new-bpe' })).toMatchObject({ bos: null })
  expect(beginning({ model: 'gpt2' })).toEqual({ bos: false, space: false, preTokenizer: null })
  const gemma4 = { bos: true, space: false, preTokenizer: null }
  expect(beginning({ model: 'gemma4', add_bos_token: 'false' })).toEqual(gemma4)
  expect(beginning({ model: 'gpt2', pre: 'gemma4', add_bos_token: 'false' })).toMatchObject({ bos: true })
  expect(beginning({ model: 'rwkv' })).toEqual({ bos: false, space: false, preTokenizer: null })
})

describe('models that are shown together', () => {
  const model = (modelId: string, values: Readonly<Record<string, string>>, digest?: string | null) => ({
    modelId,
    modelName: `name of ${modelId}`,
    header: header(values, digest),
  })

  test('have one remark for what several of their headers lack', () => {
    const untyped = { model: 'llama', tokens: sentencePiece.tokens }
    const remarks = modelRemarks([model('a', untyped), model('b', sentencePiece), model('c', untyped)])
    expect(remarks).toMatchObject([{ kind: 'token types', modelIds: ['a', 'c'] }])
    expect(remarks[0]!.text).toMatch(/^name of a, name of c: The file gives no types of tokens/)
  })

  test('are named where they were trained for something else than to continue texts', () => {
    const embedding = { ...sentencePiece, 'llama.pooling_type': '3' }
    expect(modelRemarks([model('a', sentencePiece), model('b', embedding)])).toMatchObject([
      { kind: 'purpose', modelIds: ['b'], text: expect.stringMatching(/^name of b: .* kind embedding model/) },
    ])
  })

  test('are told of where the same tokens begin texts in different ways', () => {
    const remarks = modelRemarks([
      model('a', sentencePiece),
      model('b', { ...sentencePiece, add_bos_token: 'true' }),
      model('c', { ...sentencePiece, add_bos_token: 'false' }),
      model('d', { ...sentencePiece, add_space_prefix: 'false' }),
    ])
    expect(remarks).toEqual([
      {
        kind: 'beginnings',
        text:
          'The same tokens, but texts do not begin alike, which alone makes numbers differ: ' +
          'with BOS and with a space: name of a, name of b; without BOS and with a space: name of c; with BOS: name of d.',
        modelIds: ['a', 'b', 'c', 'd'],
      },
    ])
  })

  test('begin alike where one header says what another leaves to the pre-tokenizer', () => {
    const said = { ...bytePairs, add_bos_token: 'true' }
    expect(modelRemarks([model('a', bytePairs), model('b', said)])).toEqual([])
    expect(modelRemarks([model('a', bytePairs), model('b', { ...bytePairs, add_bos_token: 'false' })])).toMatchObject([
      { kind: 'beginnings', text: expect.stringContaining('with BOS and split as llama-bpe: name of a; without BOS') },
    ])
  })

  test('are not compared in this where their tokens differ or are not known', () => {
    const other = { ...sentencePiece, add_bos_token: 'false' }
    expect(modelRemarks([model('a', sentencePiece, 'these'), model('b', other, 'those')])).toEqual([])
    expect(modelRemarks([model('a', sentencePiece, null), model('b', other, null)])).toEqual([])
  })
})

test('the documentation lists every kind of remark with what it is about, and no other', () => {
  const docs = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
  const section = docs.split('\n## Remarks\n')[1]!.split('\n## ')[0]!
  const documented = [...section.matchAll(/^- `([^`]+)`: (.+)$/gm)].map(([, kind, meaning]) => [kind, meaning])
  expect(documented).toEqual(Object.entries(remarkKinds))
})
