import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fitScaling } from '../../../core/scaling/scaling-fit.ts'
import { fitScope } from '../../../engine/analyses/scaling-request.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import { fitGain } from '../../../core/scaling/score-gain.ts'
import { tableOf } from '../../../core/scaling/score-columns.ts'
import { openEngine, type Engine } from '../../../engine/engine.ts'
import { syntheticModels } from '../../core/scaling/synthetic-models.ts'
import { importScores, syntheticTable } from './import-models.ts'

let engine: Engine
let columns: { benchmark: string; metric: string; shots: number | null }[]

beforeAll(async () => {
  engine = await openEngine({
    databaseFile: ':memory:',
    surroundings: { home: '/nowhere', platform: 'linux', variables: {} },
  })
  await importScores(engine, syntheticTable())
  const { scores } = await engine.call('scores.table', {})
  columns = ['a', 'b', 'c', 'd', 'task'].map((name) => {
    const { benchmark, metric, shots } = scores.find((score) => score.benchmark === name)!
    return { benchmark, metric, shots }
  })
})
afterAll(() => engine.close())

const space = () => ({ metrics: columns.slice(0, 4), components: 2, missing: 'impute' as const, without: [] })
const fit = (changes: Partial<CallInput<'scaling.fit'>> = {}): CallInput<'scaling.fit'> => ({
  ...space(),
  target: columns[4]!,
  split: { by: 'cutoff', flops: 10 },
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  baseline: 'flops',
  referenceFamily: 'f0',
  replicates: 0,
  level: 0.9,
  seed: 1,
  ...changes,
})

describe('scaling laws over the table of scores', () => {
  test('the capability space of all models', async () => {
    const { explained, models, trends, loadings } = await engine.call('scaling.space', space())
    // The synthetic metrics have two dimensions exactly.
    expect(explained[0]! + explained[1]!).toBeCloseTo(1, 9)
    expect(models).toHaveLength(32)
    expect(loadings).toHaveLength(2)
    expect(
      trends
        .filter(({ component }) => component === 0)
        .map(({ family }) => family)
        .sort(),
    ).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'])
  })

  test('a fit gives what core gives for the same models, and forecasts models without a score', async () => {
    const found = await engine.call('scaling.fit', fit())
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
    const expected = fitScaling(models.slice(0, 30), fitScope.parse(fit()))
    expect(found.train.n).toBe(expected.train.n)
    expect(found.test.mse!).toBeCloseTo(expected.test.mse!, 10)
    expect(found.law.beta[0]).toBeCloseTo(expected.law.beta[0]!, 6)
    expect(found.baseline.law!.alpha).toBeCloseTo(expected.baseline.law!.alpha, 6)
    expect(found.unscored.map(({ model }) => model)).toEqual(['f7-2', 'f7-3'])
    for (const forecast of found.unscored) {
      const truth = models.find(({ model }) => model === forecast.model)!.score
      expect(Math.abs(forecast.predicted - truth)).toBeLessThan(0.05)
    }
  })

  test('what is not said is as on the command line', async () => {
    const short = { metrics: columns.slice(0, 4), target: columns[4]! }
    const found = await engine.call('scaling.fit', { ...short, replicates: 0, components: 2 })
    expect(found).toEqual(await engine.call('scaling.fit', fit({ split: { by: 'none' }, referenceFamily: 'Llama-2' })))
    expect(fitScope.parse(short)).toMatchObject({ components: 3, replicates: 200, level: 0.9, seed: 1, testOnly: [] })
  })

  test('models and scores may come with the call, in the place of those stored', async () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
    const titles = ['a', 'b', 'c', 'd', 'task'].map((benchmark) => ({ benchmark, metric: '', shots: null }))
    const given = tableOf(
      models.slice(0, 30).map((model) => ({ ...model, metrics: [...model.metrics, model.score] })),
      titles,
    )
    const request = { table: given, metrics: titles.slice(0, 4), target: titles[4]! }
    const testOnly = models.filter(({ family }) => family === 'f1').map(({ id }) => id)
    const found = await engine.call('scaling.fit', fit({ ...request, testOnly }))
    const split = new Map(found.predictions.map((forecast) => [forecast.model, forecast.split]))
    expect([split.get('f0-0'), split.get('f1-0')]).toEqual(['train', 'test'])
    expect(found.unscored).toEqual([])
    const other = await openEngine({
      databaseFile: ':memory:',
      surroundings: { home: '/nowhere', platform: 'linux', variables: {} },
    })
    expect(await other.call('scaling.fit', fit({ ...request, testOnly }))).toEqual(found)
    await expect(other.call('scaling.space', { ...request, components: 5 })).rejects.toMatchObject({ code: 'invalid' })
    await other.close()
  })

  test('a gain is that of core, over the models that have both scores', async () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 }).slice(0, 30)
    const treated = models.map((model) => ({ ...model, before: model.metrics[3]! }))
    const request = { ...fit({ replicates: 30 }), metrics: columns.slice(0, 3), before: columns[3]! }
    const found = await engine.call('scaling.gain', request)
    const expected = fitGain(
      treated.map((model) => ({ ...model, metrics: model.metrics.slice(0, 3) })),
      fitScope.parse(request),
    )
    expect(found.predictions).toHaveLength(30)
    expect(found.test.mse!).toBeCloseTo(expected.test.mse!, 10)
    expect(found.before.law.beta[0]).toBeCloseTo(expected.before.law.beta[0]!, 6)
    expect(found.predictions[4]!.lower!).toBeCloseTo(expected.predictions[4]!.lower!, 6)
    await expect(engine.call('scaling.gain', { ...request, before: columns[0]! })).rejects.toMatchObject({
      message: expect.stringContaining('not among the metrics') as string,
    })
  })

  test('space and choice say which metrics tell nothing', async () => {
    const other = await openEngine({
      databaseFile: ':memory:',
      surroundings: { home: '/nowhere', platform: 'linux', variables: {} },
    })
    const rows = syntheticTable()
      .split('\n')
      .map((line, index) => `${line},${index === 0 ? 'same' : '0.5'}`)
    await importScores(other, rows.join('\n'))
    const constant = { ...space(), metrics: [...columns.slice(0, 4), { ...columns[0]!, benchmark: 'same' }] }
    const note = `"same (${columns[0]!.metric})": the same for all models trained on, so nothing is learned from it`
    expect((await other.call('scaling.space', constant)).notes).toEqual([note])
    expect((await other.call('scaling.select', { ...constant, budget: 12, force: [] })).notes).toEqual([note])
    expect((await engine.call('scaling.space', space())).notes).toEqual([])
    await other.close()
  })

  test('models can be left out, and models without every metric too', async () => {
    const { models } = await engine.call('scores.table', {})
    const without = models.filter(({ family }) => family === 'f3').map(({ id }) => id)
    const { models: left } = await engine.call('scaling.space', { ...space(), without })
    expect(left).toHaveLength(28)
    const whole = await engine.call('scaling.space', { ...space(), metrics: columns, missing: 'leave-out' })
    expect(whole.models).toHaveLength(30)
    expect(
      (await engine.call('scaling.space', { ...space(), metrics: columns })).models.filter(({ imputed }) =>
        imputed.includes(4),
      ),
    ).toHaveLength(2)
  })

  test('a long fit leaves the engine free, tells how far it is, and ends when cancelled', async () => {
    const seen: number[] = []
    const end = engine.on('operation', ({ operation, done, total }) => {
      if (operation === 'long') seen.push(done / total)
    })
    const running = engine.call('scaling.fit', fit({ replicates: 10_000, operation: 'long' }))
    const refused = expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(0)
    // Answered in the midst of the fit, and by another thread.
    expect((await engine.call('scaling.fit', fit())).replicates).toBe(0)
    expect(await engine.call('operations.cancel', { operation: 'long' })).toEqual({ cancelled: true })
    await refused
    end()
    expect(seen.every((share) => share > 0 && share < 1)).toBe(true)
    expect((await engine.call('scaling.fit', fit({ replicates: 20 }))).coverage.test).not.toBeNull()
  })

  test('a choice of models and a model that does not exist', async () => {
    const choice = await engine.call('scaling.select', { ...space(), budget: 12, force: ['f3'] })
    expect(choice).toMatchObject({ exact: true, candidates: 32 })
    expect(choice.families).toContain('f3')
    expect(choice.models).toHaveLength(12)
    const forecast = await engine.call('scaling.hypothetical', {
      ...space(),
      target: columns[4]!,
      chance: 0,
      top: 1,
      link: 'sigmoid',
      loss: 'ols',
      family: 'f2',
      size: 20,
      tokens: 2,
      replicates: 0,
      level: 0.9,
      seed: 1,
    })
    expect(forecast.flops).toBeCloseTo(240, 9)
    expect(forecast.metrics).toHaveLength(4)
    expect(forecast.target!.predicted).toBeGreaterThan(0)
    expect(forecast.notes).toEqual([])
  })

  test('a forecast of a model that does not exist says where the scale may not be that of the scores', async () => {
    const { notes } = await engine.call('scaling.hypothetical', {
      ...space(),
      target: columns[4]!,
      chance: 0,
      top: 100,
      link: 'sigmoid',
      loss: 'ols',
      family: 'f2',
      size: 20,
      tokens: 2,
      replicates: 0,
      level: 0.9,
      seed: 1,
    })
    expect(notes).toEqual([
      expect.stringMatching(
        /lie in the lowest .* % of the scale up to 100: if they are fractions, the top is 1/,
      ) as string,
    ])
  })

  test.each([
    ['the target among the metrics', () => fit({ target: columns[0]! }), 'not among the metrics'],
    ['a metric twice', () => fit({ metrics: [columns[0]!, columns[0]!] }), 'twice'],
    [
      'a metric that no model has',
      () => fit({ metrics: [columns[0]!, { benchmark: 'x', metric: 'acc', shots: null }] }),
      'Measure "x (acc)": expected a value of some model trained on, found none.',
    ],
    ['too many components', () => fit({ components: 5 }), 'Components: expected 1 to 4'],
    ['a cutoff below all models', () => fit({ split: { by: 'cutoff', flops: 0 } }), 'Cutoff 0: expected models'],
  ])('refuses %s', async (_, input, words) => {
    await expect(engine.call('scaling.fit', input())).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(words) as string,
    })
  })

  test('closing the engine ends what is under way, named or not, and what waits for a thread', async () => {
    const other = await openEngine({
      databaseFile: ':memory:',
      surroundings: { home: '/nowhere', platform: 'linux', variables: {} },
    })
    await importScores(other, syntheticTable())
    const long = [undefined, 'named', undefined].map((operation) =>
      other.call('scaling.fit', fit({ replicates: 10_000, ...(operation === undefined ? {} : { operation }) })).then(
        () => 'done',
        () => 'ended',
      ),
    )
    await other.call('scores.table', {})
    await other.close()
    expect(await Promise.all(long)).toEqual(['ended', 'ended', 'ended'])
  })
})
