import { describe, expect, test } from 'vitest'
import { modelTable } from '../../cli/commands/models.ts'
import { chooseRule } from '../../cli/find-genome.ts'
import { knownModel } from '../../cli/find-model.ts'
import type { ModelSummary } from '../../engine/api/contract.ts'

function model(id: string, name: string): ModelSummary {
  const facts = {
    size: 1,
    parts: 1,
    architecture: 'llama',
    parameters: 1,
    quantization: 'F16',
    tokenizer: 'gpt2',
    vocabularySize: 1,
  }
  const unknown = {
    contextLength: null,
    declaredName: null,
    declaredBases: [],
    family: 'oak',
    familySource: 'unknown' as const,
    license: null,
    addedAt: '',
    remarks: [],
    purpose: 'text' as const,
    firstName: null,
    tags: [],
    probedGenomes: [],
    freeable: 0,
  }
  return {
    id,
    name,
    path: `/nowhere/${name}.gguf`,
    places: ['/elsewhere', '/nowhere'].map((folder, number) => ({
      number,
      path: `${folder}/${name}.gguf`,
      file: `${name}.gguf`,
      state: 'present',
      shares: null,
    })),
    filesState: 'present',
    sha256: id.padEnd(64, '0'),
    ...facts,
    ...unknown,
  }
}

describe('the model that an argument means', () => {
  const models = [model('abcd1111', 'oak'), model('abcd2222', 'moss'), model('ffff0000', 'abcd1111')]
  test.each([
    ['oak', 'abcd1111'],
    ['abcd1111', 'abcd1111'],
    ['abcd2', 'abcd2222'],
    ['/nowhere/moss.gguf', 'abcd2222'],
    ['/elsewhere/moss.gguf', 'abcd2222'],
  ])('%s', (argument, id) => expect(knownModel(models, argument)?.id).toBe(id))
  test('too short a beginning of an id means nothing', () => expect(knownModel(models, 'fff')).toBeUndefined())
  test('a beginning that fits two ids is refused with both', () => {
    expect(() => knownModel(models, 'abcd')).toThrow(/'abcd' means 2 models.*abcd1111 \(oak.*abcd2222 \(moss/)
  })
})

describe('the allele rule of an analysis', () => {
  const rule = (chars: number, strip: 'none' | 'phylolm' = 'none') => ({
    settings: { chars, strip, temperature: 1, tolerance: 0.001, pooled: false, maxDepth: 24, maxNodes: 1000 },
  })
  test('is the default one where there are results under it', () => {
    expect(chooseRule([rule(8), rule(4)], {}, '', 'sums')).toEqual({ chars: 4, strip: 'none', temperature: 1 })
  })
  test('is the only one where there is one', () =>
    expect(chooseRule([rule(8), rule(8)], {}, '', 'sums')).toMatchObject({ chars: 8 }))
  test('follows the options given', () => {
    expect(chooseRule([rule(4), rule(4, 'phylolm')], { strip: 'phylolm' }, '', 'sums')).toMatchObject({
      chars: 4,
      strip: 'phylolm',
    })
    expect(chooseRule([rule(4), rule(8, 'phylolm')], { strip: 'phylolm' }, '', 'sums')).toMatchObject({
      chars: 8,
      strip: 'phylolm',
    })
  })
  test('is refused where it cannot be told', () => {
    expect(() => chooseRule([rule(8), rule(6)], {}, 'here', 'sums')).toThrow(
      /no results here under --chars 4.*--chars 8.*--chars 6/,
    )
    expect(() => chooseRule([rule(4)], { chars: 5 }, 'here', 'sums')).toThrow('under --chars 5')
    expect(() => chooseRule([], {}, 'here', 'sums')).toThrow(
      "no results here yet; get some with: cladescope probe MODEL --genome 'sums'",
    )
  })
})

test('a model whose file is gone is listed apart from one whose file is another now', () => {
  const states = (['present', 'missing', 'changed'] as const).map((filesState) => ({
    ...model('0123', filesState),
    filesState,
  }))
  expect(
    modelTable(states)
      .trimEnd()
      .split('\n')
      .slice(-3)
      .map((line) => / (\w+), 2 places/.exec(line)?.[1]),
  ).toEqual(['present', 'missing', 'changed'])
})
