import { expect, test } from 'vitest'
import type { GenomeSummary, ProbeSummary } from '../../../engine/api/contract.ts'
import { comparisonSettings } from '../../../renderer/settings/comparison-settings.ts'
import { readSettings, type SettingTexts } from '../../../renderer/settings/setting.ts'
import { comparisonScope } from '../../../renderer/views/comparison/comparison-scope.ts'

const genome = (id: string): GenomeSummary => ({ id, name: id, digest: id, genes: 2, builtIn: true, description: '' })
const probe = (modelId: string, genomeId: string, chars = 4, complete = true) =>
  ({
    modelId,
    genomeId,
    complete,
    settings: { chars, strip: 'none', temperature: 1, tolerance: 0.01, maxDepth: 1, maxNodes: 1 },
  }) as ProbeSummary
const models = ['a', 'b', 'c'].map((id) => ({ id, name: `model ${id}` }))
const held = (texts: SettingTexts) => readSettings(comparisonSettings, texts)

test('by default the genome and the alleles that most models have', () => {
  const probes = [probe('a', 'g'), probe('a', 'h'), probe('b', 'h'), probe('c', 'h', 8), probe('c', 'g', 4, false)]
  const scope = comparisonScope(held({}), [genome('g'), genome('h')], probes, models)
  expect(scope?.genome.id).toBe('h')
  expect(scope?.chosen.rule).toEqual({ chars: 4, strip: 'none', temperature: 1 })
  expect(scope?.modelIds).toEqual(['a', 'b'])
  expect(scope?.rules.map((rule) => rule.id)).toEqual(['4-none-1', '8-none-1'])
})

test('the address chooses genome, alleles, measure and models; models without a probe and removed models do not count', () => {
  const probes = [probe('a', 'g'), probe('b', 'g'), probe('gone', 'g'), probe('a', 'h'), probe('c', 'h', 8)]
  const scope = comparisonScope(
    held({ genome: 'h', alleles: '8-none-1', measure: 'nei', models: 'c,a,x' }),
    [genome('g'), genome('h')],
    probes,
    models,
  )
  expect(scope).toMatchObject({ measure: 'nei', modelIds: ['c'], isSubset: true })
  expect(scope?.dropped).toEqual(['Left out: 1 model that is no longer in the library.'])
  expect(scope?.unprobed).toBe('Left out, without a complete probe of h under 8 characters, T 1: model a.')
  expect(comparisonScope(held({}), [genome('g')], [probe('gone', 'g')], models)).toBeNull()
})

test('a genome or alleles that are not there give way to what there is most of, with a word', () => {
  const probes = [probe('a', 'g'), probe('b', 'g')]
  const gone = comparisonScope(
    held({ genome: 'lost', alleles: '9-none-1' }),
    [genome('g'), genome('h')],
    probes,
    models,
  )
  expect(gone?.genome.id).toBe('g')
  expect(gone?.dropped).toEqual([
    'The genome chosen is no longer there: g is taken.',
    'No model has a complete probe of g with the alleles chosen: those of 4 characters, T 1 are taken.',
  ])
  expect(comparisonScope(held({}), [genome('g')], probes, models)).toMatchObject({ dropped: [], unprobed: null })
})

test('a genome that no model is probed with can be chosen, and compares none', () => {
  const scope = comparisonScope(
    held({ genome: 'h', models: 'a' }),
    [genome('g'), genome('h')],
    [probe('a', 'g')],
    models,
  )
  expect(scope).toMatchObject({ genome: { id: 'h' }, modelIds: [], rules: [] })
  expect(scope?.unprobed).toBe('Left out, without a complete probe of h: model a.')
})
