import { describe, expect, test } from 'vitest'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { columnName } from '../../../core/scaling/score-columns.ts'
import { readSettings } from '../../../renderer/settings/setting.ts'
import {
  fitRequest,
  measuredFamilies,
  plannableFamilies,
  scalingChoices,
  scalingSettings,
  scalingView,
  settingsOfFit,
} from '../../../renderer/views/scaling/scaling-settings.ts'

const names = ['a', 'b', 'c', 'd', 'rare']

function tableOf(models: number): ScoreTable {
  return {
    models: Array.from({ length: models }, (_, index) => ({
      id: String(index),
      name: `m${index}`,
      aliases: [],
      modelId: null,
      family: index % 2 === 0 ? 'even' : 'odd',
      familySource: null,
      importedFamily: null,
      parameters: null,
      tokens: null,
      flops: (index + 1) * 1e21,
    })),
    scores: Array.from({ length: models }, (_, index) => index).flatMap((index) =>
      names.slice(0, index < 4 ? 5 : 4).map((benchmark) => ({
        id: `${index}${benchmark}`,
        scoredModelId: String(index),
        benchmark,
        metric: 'acc',
        shots: 0,
        value: 0.5,
        stderr: null,
        n: null,
        source: 'imported' as const,
        sourceDetail: '',
        updatedAt: '',
        remarks: [],
      })),
    ),
  }
}

const settingsOf = (address: Record<string, string>, table = tableOf(10)) =>
  scalingSettings(readSettings(scalingView.settings, address), table, scalingChoices(table))!

describe('settings of the scaling view', () => {
  test('without a table of two columns there are none', () => {
    expect(
      scalingSettings(readSettings(scalingView.settings, {}), tableOf(2), scalingChoices(tableOf(2))),
    ).toBeUndefined()
  })

  test('by default no score is predicted that hardly a model has together with the metrics', () => {
    const table = tableOf(10)
    const alone = ['x', 'y', 'z'].map((name, index) => ({ ...table.models[0]!, id: name, name, flops: index * 1e21 }))
    const only = alone.map(({ id }) => ({ ...table.scores[0]!, id: `${id}only`, scoredModelId: id, benchmark: 'lone' }))
    const withLone = {
      models: [...alone, ...table.models],
      scores: [...only, ...table.scores.filter(({ benchmark }) => benchmark !== 'rare')],
    }
    // Of all columns `lone` alone is had by few models, and comes first.
    const { target, metrics, splitBy } = settingsOf({}, withLone)
    expect(target.benchmark).not.toBe('lone')
    expect(metrics.map(({ benchmark }) => benchmark)).not.toContain('lone')
    expect(splitBy).toBe('cutoff')
    expect(
      settingsOf({ target: columnName({ benchmark: 'lone', metric: 'acc', shots: 0 }) }, withLone).target.benchmark,
    ).toBe('lone')
  })

  test('a model that does not exist is offered of families with a model of known size and tokens', () => {
    const table = tableOf(4)
    const models = table.models.map((model, index) => ({
      ...model,
      parameters: index < 2 ? 1e9 : null,
      tokens: index === 1 ? 1e12 : null,
    }))
    const measured = { metrics: [{ benchmark: 'a', metric: 'acc', shots: 0 }], missing: 'impute' } as const
    expect(plannableFamilies({ ...table, models }, { ...measured, without: [] })).toEqual(['odd'])
    expect(plannableFamilies({ ...table, models }, { ...measured, without: ['odd'] })).toEqual([])
    const elsewhere = [{ benchmark: 'none has it', metric: 'acc', shots: 0 }]
    expect(plannableFamilies({ ...table, models }, { ...measured, metrics: elsewhere, without: [] })).toEqual([])
  })

  test('the family that others are measured by, and those to choose from, are among those that have the metrics', () => {
    const table = tableOf(10)
    const [model, score] = [table.models[0]!, table.scores[0]!]
    const large = [0, 1, 2].map((index) => ({ ...model, id: `l${index}`, name: `l${index}`, family: 'Llama-2' }))
    const elsewhere = large.map(({ id }) => ({ ...score, id: `${id}z`, scoredModelId: id, benchmark: 'zebra' }))
    const withLlama = { models: [...large, ...table.models], scores: [...table.scores, ...elsewhere] }
    const settings = settingsOf({}, withLlama)
    expect(settings.reference).toBe('even')
    expect(measuredFamilies(withLlama, settings)).toEqual(['even', 'odd'])
    const { reference } = settingsOf({ reference: 'Llama-2' }, withLlama)
    expect(reference).toBe('Llama-2')
  })

  test('a cutoff is read in a unit that is not above what the models took', () => {
    const table = tableOf(10)
    const small = { ...table, models: table.models.map((model) => ({ ...model, flops: model.flops! / 1e9 })) }
    expect(settingsOf({}, table).cutoffUnit).toBe(1)
    expect(settingsOf({}, small).cutoffUnit).toBeCloseTo(1e-9, 20)
  })

  test('by default the score that few models have is predicted from those that most have, up to a cutoff within the scored models', () => {
    const { target, metrics, components, splitBy, cutoff, replicates } = settingsOf({})
    expect(target.benchmark).toBe('rare')
    expect(metrics.map(({ benchmark }) => benchmark)).toEqual(['a', 'b', 'c', 'd'])
    expect({ components, splitBy, replicates }).toEqual({ components: 3, splitBy: 'cutoff', replicates: 200 })
    expect(cutoff).toBeGreaterThan(1)
    expect(cutoff).toBeLessThan(4)
  })

  test('the settings of a fit are those that it was asked with', () => {
    const table = tableOf(10)
    const asked = settingsOf({ link: 'floor', level: '0.8', split: 'top', share: '0.3', components: '2' })
    const now = settingsOf({ split: 'cutoff', cutoff: '3' })
    expect(settingsOfFit(fitRequest(asked, table), now)).toEqual({ ...asked, cutoff: 3 })
    expect(settingsOfFit(fitRequest(now, table, 2.5), asked)).toEqual({ ...now, cutoff: 2.5, share: 0.3 })
  })

  test('another metric of the benchmark that is predicted is no metric unless it is chosen', () => {
    const table = tableOf(10)
    const both = {
      ...table,
      scores: table.scores.flatMap((score) => [score, { ...score, id: `${score.id}norm`, metric: 'acc_norm' }]),
    }
    const chosen = settingsOf({ target: JSON.stringify(['d', 'acc_norm', 0]) }, both)
    const { target, metrics } = chosen
    expect(target).toEqual({ benchmark: 'd', metric: 'acc_norm', shots: 0 })
    expect(metrics.length).toBeGreaterThan(3)
    expect(metrics.filter(({ benchmark }) => benchmark === target.benchmark)).toEqual([])
  })

  test('the baseline predicts from compute, from size where compute is not known, and from what is chosen', () => {
    const table = tableOf(10)
    const unknown = { ...table, models: table.models.map((model) => ({ ...model, parameters: 1e9, flops: null })) }
    expect(settingsOf({}).baseline).toBe('flops')
    expect(settingsOf({}, unknown).baseline).toBe('size')
    expect(settingsOf({ baseline: 'flops' }, unknown).baseline).toBe('flops')
    expect(settingsOf({ baseline: 'size' }).baseline).toBe('size')
  })

  test('by default a score is predicted that a law from 0 to 1 can explain', () => {
    const table = tableOf(10)
    const [first] = table.scores
    const bits = table.models.map(({ id }) => ({
      ...first!,
      id: `${id}bits`,
      scoredModelId: id,
      benchmark: 'z',
      metric: 'bits_per_byte',
      value: 0.5 + Number(id),
    }))
    const accuracies = bits.map((score) => ({ ...score, id: `${score.id}acc`, metric: 'acc', value: 0.4 }))
    const common = table.scores.filter(({ benchmark }) => benchmark !== 'rare')
    const chosen = (scores: ScoreTable['scores']) => settingsOf({}, { ...table, scores }).target
    expect(chosen([...common, ...accuracies, ...bits])).toMatchObject({ benchmark: 'z', metric: 'acc' })
    expect(chosen([...common, ...bits])).toMatchObject({ benchmark: 'd', metric: 'acc' })
    // Where there is nothing else, the last one: what is wrong with it is said.
    expect(chosen(common.map((score) => ({ ...score, value: 45 })))).toMatchObject({ benchmark: 'd' })
  })

  test('the address decides; what makes no sense in it does not', () => {
    const chosen = settingsOf({
      target: JSON.stringify(['b', 'acc', 0]),
      metrics: JSON.stringify([JSON.stringify(['a', 'acc', 0]), JSON.stringify(['b', 'acc', 0]), 'junk']),
      components: '9',
      split: 'random',
      share: '0.4',
      link: 'floor',
      loss: 'cubic',
      without: '["odd","none"]',
      level: '7',
    })
    expect(chosen.target.benchmark).toBe('b')
    // The target is never a metric, and there are no more components than metrics.
    expect(chosen.metrics.map(({ benchmark }) => benchmark)).toEqual(['a'])
    expect(chosen).toMatchObject({
      components: 1,
      splitBy: 'random',
      share: 0.4,
      link: 'floor',
      loss: 'ols',
      without: ['odd'],
      level: 0.999,
    })
  })

  test('the request names the models of families that are left out, and takes the cutoff that is dragged', () => {
    const table = tableOf(10)
    const request = fitRequest(settingsOf({ without: '["odd"]', split: 'cutoff' }, table), table, 2.5)
    expect(request.without).toEqual(['1', '3', '5', '7', '9'])
    expect(request.split).toEqual({ by: 'cutoff', flops: 2.5 })
  })
})
