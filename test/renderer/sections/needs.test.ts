import { expect, test } from 'vitest'
import type { GenomeSummary, ModelSummary, ProbeSummary } from '../../../engine/api/contract.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import {
  compared,
  firstMissing,
  probedAlike,
  scored,
  stepsOf,
  weightsRead,
  type Need,
} from '../../../renderer/sections/needs.ts'
import type { LibraryFacts, Subject } from '../../../renderer/sections/subject.ts'
import { comparisonSettings } from '../../../renderer/settings/comparison-settings.ts'
import { readSettings, type SettingTexts } from '../../../renderer/settings/setting.ts'
import { comparisonScope } from '../../../renderer/views/comparison/comparison-scope.ts'
import type { Comparison } from '../../../renderer/views/comparison/use-comparison.ts'

const genomes: readonly GenomeSummary[] = ['g', 'h'].map((id) => ({
  id,
  name: id,
  digest: id,
  genes: 2,
  builtIn: true,
  description: '',
}))
const model = (id: string, filesState: ModelSummary['filesState'] = 'present') =>
  ({ id, name: `model ${id}`, filesState, size: 10 }) as ModelSummary
const probe = (modelId: string, genomeId = 'g', chars = 4, complete = true) =>
  ({
    modelId,
    genomeId,
    genomeName: genomeId,
    complete,
    settings: { chars, strip: 'none', temperature: 1, tolerance: 0.01, maxDepth: 1, maxNodes: 1 },
  }) as ProbeSummary
const [a, b, c] = ['a', 'b', 'c'].map((id) => model(id)) as [ModelSummary, ModelSummary, ModelSummary]

function held(models: readonly ModelSummary[], probes: readonly ProbeSummary[], texts: SettingTexts = {}): Comparison {
  const scope = comparisonScope(readSettings(comparisonSettings, texts), genomes, probes, models)
  if (scope === null) return { state: 'no-probes', models, genomes }
  const { genome, chosen, measure } = scope
  return { state: 'ready', scope, request: { genomeId: genome.id, rule: chosen.rule, measure }, models, genomes }
}

function subject(models: readonly ModelSummary[], facts: Partial<LibraryFacts> = {}): Subject {
  const library = {
    models: [a, b, c],
    read: new Set<string>(),
    probes: [],
    scores: { models: [], scores: [] },
    ...facts,
  }
  return { models, library: { comparison: held(library.models, []), ...library } }
}

const missing = (need: Need, of: Subject) => {
  const found = need(of)
  if (found === null || found === undefined) return found
  const { step } = found
  return [found.text, step?.kind ?? null, step !== null && 'models' in step ? step.models.map(({ id }) => id) : []]
}

test('weights: those of the models, and of a model alone those of another', () => {
  expect(missing(weightsRead, subject([a], { read: undefined }))).toBeUndefined()
  expect(missing(weightsRead, subject([a, b], { read: new Set(['b']) }))).toEqual([
    'The weights of model a are not read.',
    'read',
    ['a'],
  ])
  expect(missing(weightsRead, subject([a], { read: new Set(['a']) }))).toEqual([
    'No other model’s weights are read.',
    'read',
    ['b', 'c'],
  ])
  expect(missing(weightsRead, subject([a], { read: new Set(['a']), models: [a] }))).toEqual([
    'No other model’s weights are read.',
    'add',
    [],
  ])
  expect(missing(weightsRead, subject([a], { read: new Set(['a', 'b']) }))).toBeNull()
  expect(missing(weightsRead, subject([a, b], { read: new Set(['a', 'b']) }))).toBeNull()
})

test('a file that is gone is said, and leaves no step', () => {
  expect(missing(weightsRead, subject([model('a', 'missing')]))).toEqual([
    'The weights of model a are not read. The file of model a is not there as it was.',
    null,
    [],
  ])
})

test('what could not be read is said and can be tried again', () => {
  expect(missing(weightsRead, subject([a], { read: new Error('locked') }))).toEqual([
    'Which weights are read could not be read: locked',
    'retry',
    [],
  ])
  expect(missing(scored, subject([a], { scores: new Error('locked') }))).toEqual([
    'The scores could not be read: locked',
    'retry',
    [],
  ])
})

test('behaviour: complete probes of the genome that is compared, and the choice of models', () => {
  const all = [a, b, c]
  const of = (probes: readonly ProbeSummary[], texts: SettingTexts = {}) =>
    missing(compared, subject([a], { comparison: held(all, probes, texts) }))
  expect(missing(compared, subject([a], { comparison: { state: 'loading' } }))).toBeUndefined()
  expect(of([])).toEqual(['model a is not probed.', 'probe', ['a']])
  expect(of([probe('b'), probe('c'), probe('a', 'g', 4, false)])).toEqual([
    'No complete probe of model a with the genome g.',
    'probe',
    ['a'],
  ])
  expect(of([probe('a'), probe('b'), probe('c')], { models: 'b,c' })).toEqual([
    'The models chosen to be compared leave out model a.',
    'compare-all',
    [],
  ])
  expect(of([probe('a'), probe('b')], { models: 'a' })).toEqual([
    'No other model is chosen to be compared.',
    'compare-all',
    [],
  ])
  expect(of([probe('a')])).toEqual(['No other model has a complete probe of g.', 'probe', ['b', 'c']])
  expect(of([probe('a'), probe('b')])).toBeNull()
})

test('a pair is probed alike where both have a complete probe of one genome under one rule', () => {
  const of = (probes: readonly ProbeSummary[]) =>
    missing(probedAlike, subject([a, b], { probes, comparison: held([a, b, c], probes) }))
  expect(of([probe('a'), probe('b', 'g', 8)])?.[1]).toBe('probe')
  expect(of([probe('a'), probe('b', 'h')])).toEqual(['They have no complete probe of the same genome.', 'probe', ['b']])
  expect(of([probe('a', 'h'), probe('b', 'h'), probe('a')])).toBeNull()
})

test('scores: of a model that is matched with a scored one', () => {
  const table = {
    models: [
      { id: 's1', modelId: 'a' },
      { id: 's2', modelId: 'b' },
      { id: 's3', modelId: null },
    ],
    scores: [{ scoredModelId: 's1' }, { scoredModelId: 's3' }],
  } as ScoreTable
  expect(missing(scored, subject([a], { scores: table }))).toBeNull()
  expect(missing(scored, subject([a, b], { scores: table }))).toEqual(['No score of model b is known.', 'score', ['b']])
})

test('the first thing missing is told in its place, and each step once at the end', () => {
  const nothing = subject([a])
  expect(firstMissing([], nothing)).toBeNull()
  expect(firstMissing([weightsRead, scored], nothing)?.step?.kind).toBe('read')
  const steps = stepsOf([weightsRead, compared, weightsRead, scored, () => null, () => undefined], nothing)
  expect(steps.map(({ step }) => step?.kind)).toEqual(['read', 'probe', 'score'])
})
