import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { declaredStem, familiesOf, type FamilyClues, type NearPair } from '../../../core/model/family.ts'
import { isGenericName } from '../../../core/model/generic-name.ts'

const model = (id: string, clues: Partial<FamilyClues> & { base?: string } = {}): FamilyClues => {
  const { base, ...rest } = clues
  return {
    id,
    name: `file of ${id}`,
    statedFamily: null,
    importedFamily: null,
    declaredName: id,
    vocabularyDigest: null,
    declaredBases: base === undefined ? [] : [{ name: base }],
    ...rest,
  }
}
const found = (models: readonly FamilyClues[], near: readonly NearPair[] = []) =>
  Object.fromEntries([...familiesOf(models, near)].map(([id, { name, source }]) => [id, `${name}, ${source}`]))

describe('the family of a model', () => {
  test('is the declared base, followed through the library; the base itself is known by its name', () => {
    expect(
      found([
        model('oak'),
        model('tales', { base: 'Oak' }),
        model('chat', { base: 'tales' }),
        model('hermes', { base: 'Mistral 7B v0.1' }),
      ]),
    ).toEqual({
      oak: 'Oak, name',
      tales: 'Oak, base',
      chat: 'Oak, base',
      hermes: 'Mistral, base',
    })
  })

  test('is what several declared names share before the size, in any spelling', () => {
    expect(
      found([
        model('a', { declaredName: 'Llama-2-7b-chat' }),
        model('b', { declaredName: 'meta/Llama 2 13B' }),
        model('c', { declaredName: 'OLMo 1B' }),
      ]),
    ).toEqual({
      a: 'Llama 2, name',
      b: 'Llama 2, name',
      c: 'OLMo 1B, unknown',
    })
  })

  test('is stated before all else, and children of the base follow; what a table says fills the rest', () => {
    const models = [
      model('oak', { statedFamily: 'tree' }),
      model('tales', { base: 'oak' }),
      model('moss', { importedFamily: 'plant' }),
      model('fern', { statedFamily: 'green', importedFamily: 'plant' }),
    ]
    expect(found(models)).toEqual({
      oak: 'tree, stated',
      tales: 'tree, base',
      moss: 'plant, imported',
      fern: 'green, stated',
    })
  })

  test('of models that declare nothing of it follows the models near them, then those with the same tokenizer', () => {
    const models = [
      model('oak', { declaredName: 'oak' }),
      model('oak8', { declaredName: 'oak' }),
      model('copy', { declaredName: null }),
      model('kin', { declaredName: 'other', vocabularyDigest: 'v' }),
      model('kind', { declaredName: 'other kind', vocabularyDigest: 'v' }),
      model('lone', { declaredName: null }),
    ]
    expect(found(models, [{ left: 'copy', right: 'oak8', distance: 0.001 }])).toEqual({
      oak: 'oak, name',
      oak8: 'oak, name',
      copy: 'oak, measured',
      kin: 'other, vocabulary',
      kind: 'other, vocabulary',
      lone: 'file of lone, unknown',
    })
  })

  test('does not change with the name of a file', () => {
    const named = (prefix: string) => [
      model('moss', { name: `${prefix}moss` }),
      model('moss8', { declaredName: 'moss', name: `${prefix}8` }),
      model('code', { base: 'moss', name: `${prefix}x` }),
    ]
    expect(found(named('TheBloke_'))).toEqual(found(named('')))
  })

  test('is not what unrelated files declare alike: such names and bases count as none', () => {
    const one = (name: string) => model('one', { declaredName: name, name: 'oak file' })
    const other = (name: string) => model('other', { declaredName: name, name: 'fern file' })
    for (const name of [
      'model',
      'Output',
      'checkpoint-500',
      'Hf',
      'pytorch_model',
      'ggml-model',
      '7B',
      '',
      '-',
      'Model 7B',
    ]) {
      expect(found([one(name), other(name)])).toEqual({ one: 'oak file, unknown', other: 'fern file, unknown' })
      expect(found([model('ash', { base: name }), model('birch', { base: name })])).toEqual({
        ash: 'ash, unknown',
        birch: 'birch, unknown',
      })
    }
    expect(found([one('Model 7B Airo'), other('Model 13B Boreas')])).toEqual({
      one: 'Model 7B Airo, unknown',
      other: 'Model 13B Boreas, unknown',
    })
    const merge: FamilyClues = { ...model('merge'), declaredBases: [{ name: 'merged' }, { name: 'oak 7B' }] }
    expect(found([merge])).toEqual({ merge: 'oak, base' })
  })

  test('bases that declare one another do not run in a circle', () => {
    expect(found([model('ash', { base: 'birch' }), model('birch', { base: 'ash' })])).toEqual({
      ash: 'ash, base',
      birch: 'birch, base',
    })
  })
})

test('the stem of a declared name ends before the size', () => {
  expect(
    ['SmolLM2-135M-Instruct', 'Mixtral-8x7B-v0.1', 'gemma-3-270m', 'Qwen2.5 0.5B', 'oak-tales', '7B'].map(declaredStem),
  ).toEqual(['SmolLM2', 'Mixtral', 'gemma-3', 'Qwen2.5', 'oak-tales', '7B'])
})

test('a stem is found in one pass over a name of any length', () => {
  for (const part of ['a', 'a-', '-', '7', 'a-7', '7x', '1.', 'a 7b'])
    expect(declaredStem(part.repeat(100_000)).length).toBeGreaterThan(0)
  // As the rule says it, by a search that is slow on long names.
  const slow = (name: string) =>
    /^(.*?\p{L}.*?)[-_. ]+(?:\d+x)?\d+(?:[.,]\d+)?[bmk](?![\p{L}\p{N}])/iu.exec(name)?.[1] ?? name
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom('oak', '-', '_', '.', '7', '0', 'x', 'b', 'M', ',', '木'))
        .map((parts) => `Q${parts.join('')}`),
      (name) => {
        if (!isGenericName(slow(name))) expect(declaredStem(name)).toBe(slow(name))
      },
    ),
    { numRuns: 500 },
  )
})

test('a name is generic where each of its words is, and no further', () => {
  const generic = [
    'model',
    'Models',
    'merged',
    'output',
    'checkpoint-500',
    'checkpoint500',
    'Hf',
    'pytorch_model',
    'ggml-model-q4_0',
    'models/7B',
    '8x7B',
    'v2',
    'model-00001-of-00002',
    'Final Model',
    '...',
    '',
    'LoRA merged fp16',
    'snapshots/',
    'ckpt1000',
    'run2',
    'exp-3',
    'output2',
    'test1',
    'epoch3',
    'global_step_1500',
    'global-step1500',
    'step-500k',
    'steps_20000 merged',
  ]
  expect(generic.filter((name) => !isGenericName(name))).toEqual([])
  const telling = [
    'T5',
    'R1',
    'Llama-2-7b',
    'oak',
    'merged-oak',
    'gpt2',
    'OPT 1.3B',
    'Phi',
    '模型',
    'Yi-6B',
    'output/moss',
    'K2',
    'o1',
    'modelscope',
    'Nomad',
    'AI21',
    'LLM360',
    'Step-1',
    'Step-2-16k',
    'Step1',
    'SLM2',
    'Base10',
  ]
  expect(telling.filter((name) => isGenericName(name))).toEqual([])
})
