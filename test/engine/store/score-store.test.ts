import { describe, expect, it } from 'vitest'
import { promptChoiceScore } from '../../../core/benchmark/choice-score.ts'
import { scoreBenchmark } from '../../../core/benchmark/benchmark-score.ts'
import { BenchmarkStore } from '../../../engine/store/benchmark-store.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { type RunKey, RunStore } from '../../../engine/store/run-store.ts'
import { type GivenScore, ScoreStore } from '../../../engine/store/score-store.ts'
import { sampleEnvironment, sampleModel } from '../fixtures/samples.ts'

function stores() {
  const connection = openDatabase(':memory:')
  const models = new ModelStore(connection)
  for (const id of ['m', 'other']) models.insert(sampleModel(id))
  new BenchmarkStore(connection).insert(
    { id: 'b', name: 'bench', digest: 'd', task: 'plain', description: '', builtIn: false },
    ['{}'],
  )
  return { connection, models, scores: new ScoreStore(connection), runs: new RunStore(connection) }
}

const key = (modelId: string, changes: Partial<RunKey> = {}): RunKey => ({
  modelId,
  benchmarkId: 'b',
  task: 'plain',
  shots: 0,
  seed: 0,
  limit: null,
  precision: 'file',
  ...changes,
})

/** Stores a run of so many items, of which the first is answered right. */
function measure({ runs, scores }: ReturnType<typeof stores>, run: RunKey, count: number): void {
  const id = runs.open(run, count)
  const items = Array.from({ length: count }, (_, index) => ({
    index,
    gold: [index === 0 ? 0 : 1],
    choices: [' a', ' b'].map((continuation) => ({ context: 'c', continuation, text: continuation.trim() })),
  }))
  for (const { index } of items)
    runs.addItem(
      id,
      { index, choices: [promptChoiceScore([-1], true), promptChoiceScore([-2], false)] },
      sampleEnvironment,
      1,
    )
  runs.setMetrics(id, scoreBenchmark(['acc'], items, runs.results(id)), () => scores.keepMeasured(run.modelId))
}

const typed = (scoredModelId: string, changes: Partial<GivenScore> = {}): GivenScore => ({
  scoredModelId,
  benchmark: 'x',
  metric: 'acc',
  shots: null,
  value: 0.5,
  stderr: null,
  n: null,
  source: 'typed',
  sourceDetail: '',
  ...changes,
})

it('what a run amounts to is stored with the scored model that it is shown under, or not at all', () => {
  const all = stores()
  const killed = new ScoreStore(all.connection)
  killed.keepMeasured = () => {
    throw new Error('killed')
  }
  expect(() => measure({ ...all, scores: killed }, key('m'), 4)).toThrow('killed')
  expect(all.runs.list().map(({ done, metrics }) => [done, metrics])).toEqual([[4, []]])
  measure(all, key('other'), 4)
  expect(all.scores.table().models.map(({ modelId }) => modelId)).toEqual(['other'])
})

describe('given scores', () => {
  it('are one per model, benchmark, metric, shots and source', () => {
    const { scores } = stores()
    const id = scores.addModel('published')
    scores.set([
      typed(id),
      typed(id, { value: 0.6 }),
      typed(id, { shots: 5 }),
      typed(id, { source: 'imported' }),
      typed(id, { metric: 'acc_norm' }),
    ])
    expect(scores.table().scores.map(({ metric, shots, source, value }) => [metric, shots, source, value])).toEqual([
      ['acc', null, 'imported', 0.5],
      ['acc', null, 'typed', 0.6],
      ['acc', 5, 'typed', 0.5],
      ['acc_norm', null, 'typed', 0.5],
    ])
  })
})

describe('measured scores', () => {
  it('are those of the run with the most items, then the latest, and name a task that is not the benchmark’s own', () => {
    const all = stores()
    measure(all, key('m', { limit: 2 }), 2)
    measure(all, key('m'), 4)
    measure(all, key('m', { limit: 3, precision: 'f32' }), 3)
    measure(all, key('m', { task: 'arc' }), 2)
    expect(
      all.scores
        .table()
        .scores.map(({ benchmark, value, n, stderr, sourceDetail }) => [benchmark, value, n, stderr, sourceDetail]),
    ).toEqual([
      ['bench', 0.25, 4, 0.25, 'seed 0, precision file'],
      ['bench (arc)', 0.5, 2, 0.5, 'seed 0, precision file'],
    ])
  })

  it('stand under the scored model that the library’s is matched with, and follow it', () => {
    const all = stores()
    const { scores } = all
    measure(all, key('m'), 4)
    const home = () => {
      const { models, scores: values } = scores.table()
      return values
        .filter(({ source }) => source === 'measured')
        .map((score) => models.find(({ id }) => id === score.scoredModelId)!.name)
    }
    expect(home()).toEqual(['m'])
    const published = scores.addModel('org/M', { family: 'F' })
    scores.match(published, 'm')
    expect(home()).toEqual(['org/M'])
    // The one made for the measurement held nothing else: its name goes on as an alias.
    expect(scores.table().models.map(({ name, aliases }) => [name, aliases])).toEqual([['org/M', ['m']]])
    scores.match(published, null)
    expect(scores.table().models.map(({ name, modelId }) => [name, modelId])).toEqual([
      ['m', 'm'],
      ['org/M', null],
    ])
    expect(home()).toEqual(['m'])
    scores.match(published, 'other')
    expect(home()).toEqual(['m'])
  })

  it('are refused where results are missing', () => {
    const { runs } = stores()
    const id = runs.open(key('m'), 2)
    const result = { index: 0, choices: [promptChoiceScore([-1], true), promptChoiceScore([-2], false)] }
    const items = [0, 1].map((index) => ({
      index,
      gold: [0],
      choices: ['a', 'b'].map((text) => ({ context: 'c', continuation: text, text })),
    }))
    runs.addItem(id, result, sampleEnvironment, 1)
    // A score of two items of which only one is stored.
    const score = scoreBenchmark(['acc'], items, [result, { ...result, index: 1 }])
    expect(() => {
      runs.setMetrics(id, score)
    }).toThrow(/needs the stored results of its items/)
    expect(runs.get(id)!.metrics).toEqual([])
  })

  it('come back from the store as they were, the first result of an item staying', () => {
    const { runs } = stores()
    const id = runs.open(key('m'), 1)
    const result = { index: 3, choices: [promptChoiceScore([-0.125, -3.5], false, 7), promptChoiceScore([-2], true)] }
    expect(runs.addItem(id, result, sampleEnvironment, 1)).toBe(true)
    expect(runs.addItem(id, { index: 3, choices: [promptChoiceScore([-1], true)] }, sampleEnvironment, 1)).toBe(false)
    expect(runs.results(id)).toEqual([result])
    expect(runs.get(id)).toMatchObject({ done: 1, cutItems: 1, environments: [sampleEnvironment] })
  })
})
