import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScoreColumn } from '../../../core/scaling/score-columns.ts'
import type { Remark } from '../../../engine/api/remark-contract.ts'
import { type ProbedFamilies, probedFamilies } from '../forecast/probed-families.ts'
import { isOver, scoringUntil } from '../fixtures/queue-setup.ts'
import { importScores } from '../scaling/import-models.ts'

const items = 16

let folder: string
let probed: ProbedFamilies
/** `first`, `second` and `target` are imported, `measured` is a benchmark that asks its first question again. */
let columns: Record<'first' | 'second' | 'target' | 'measured', ScoreColumn>
/** Ids of the models in the library and of the same in the table of scores, in the order of the names. */
let modelIds: string[]
let scoredIds: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-fitted-'))
  probed = await probedFamilies(folder, 4)
  const { engine, names, scores } = probed
  const rows = names.map((name, index) => {
    const score = scores[index]!
    const metrics = [score + 0.05 * Math.sin(index), 0.9 * score ** 2 + 0.03 * Math.cos(5 * index), score]
    return [name, name.split('-')[0], (1 + index) * 1e8, (1 + ((index * 5) % 7)) * 1e11, ...metrics].join(',')
  })
  await importScores(engine, ['model,family,parameters,tokens,first,second,target', ...rows].join('\n'))
  const library = await engine.call('models.list', {})
  modelIds = names.map((name) => library.find((model) => model.name === name)!.id)
  const { models } = await engine.call('scores.table', {})
  scoredIds = names.map((name) => models.find((model) => model.name === name)!.id)
  await engine.call('scores.match', {
    matches: names.map((_, index) => ({ scoredModelId: scoredIds[index]!, modelId: modelIds[index]! })),
  })
  const questions = Array.from({ length: items }, (_, index) => ({
    context: `Question ${index % (items - 1)}:`,
    choices: [' yes', ' no'],
    gold: 0,
  }))
  const { benchmark } = await engine.call('benchmarks.add', {
    name: 'measured',
    task: 'plain',
    text: questions.map((question) => JSON.stringify(question)).join('\n'),
  })
  await engine.call('scores.measure', {
    modelIds,
    benchmarkId: benchmark.id,
    seed: 0,
    limit: null,
    load: { gpu: 'off' },
  })
  await scoringUntil(engine, ({ jobs }) => jobs.every(isOver))
  const table = await engine.call('scores.table', {})
  const columnOf = (name: string): ScoreColumn => {
    const { benchmark, metric, shots } = table.scores.find(
      (score) => score.benchmark === name && (name !== 'measured' || score.metric === 'acc'),
    )!
    return { benchmark, metric, shots }
  }
  columns = {
    first: columnOf('first'),
    second: columnOf('second'),
    target: columnOf('target'),
    measured: columnOf('measured'),
  }
})
afterAll(async () => {
  await probed?.engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The models that a remark on repeated items is about; undefined where there is no such remark. */
function withRepeatedItems(remarks: readonly Remark[]): string[] | undefined {
  return remarks.find(({ kind }) => kind === 'repeated items')?.modelIds.toSorted()
}

describe('remarks of measured scores are those of what is fitted on them', () => {
  const space = (measured: boolean) => ({
    metrics: [columns.first, columns.second, ...(measured ? [columns.measured] : [])],
    components: 1,
  })
  const fit = (measured: boolean) => ({ ...space(measured), target: columns.target, replicates: 0 })
  const plan = { family: 'f1', size: 2, tokens: 1 }

  test.each([
    ['scaling.space', (measured: boolean) => probed.engine.call('scaling.space', space(measured))],
    [
      'scaling.select',
      (measured: boolean) => probed.engine.call('scaling.select', { ...space(measured), budget: 6, force: [] }),
    ],
    ['scaling.fit', (measured: boolean) => probed.engine.call('scaling.fit', fit(measured))],
    [
      'scaling.gain',
      (measured: boolean) =>
        probed.engine.call('scaling.gain', {
          ...fit(false),
          before: measured ? columns.measured : columns.second,
          metrics: [columns.first],
        }),
    ],
    [
      'scaling.hypothetical',
      (measured: boolean) => probed.engine.call('scaling.hypothetical', { ...fit(measured), ...plan }),
    ],
    [
      'scaling.hypothetical of a measured score',
      (measured: boolean) =>
        probed.engine.call('scaling.hypothetical', {
          ...space(false),
          ...plan,
          target: measured ? columns.measured : null,
          replicates: 0,
        }),
    ],
  ])('%s has them where a measured score is among its columns, and else has none', async (_, ask) => {
    expect(withRepeatedItems((await ask(true)).remarks)).toEqual(modelIds.toSorted())
    expect((await ask(false)).remarks).toEqual([])
  })

  test('the sentence names the models and says how many items', async () => {
    const { remarks } = await probed.engine.call('scaling.fit', fit(true))
    const { text } = remarks.find(({ kind }) => kind === 'repeated items')!
    expect(text).toMatch(/^f0-0 \(1 item of measured\), f0-1 \(1 item of measured\), /)
    expect(text).toMatch(/The same as an earlier one, which the score counts again\.$/)
  })

  test('models that are left out have no part in them', async () => {
    const { remarks } = await probed.engine.call('scaling.fit', { ...fit(true), without: scoredIds.slice(0, 2) })
    expect(withRepeatedItems(remarks)).toEqual(modelIds.slice(2).toSorted())
  })

  test('a table that comes with the call was measured elsewhere', async () => {
    const { models, scores } = await probed.engine.call('scores.table', {})
    const table = {
      models: models.map(({ id, name, family, parameters, tokens, flops }) => ({
        ...{ id, name, family, parameters, tokens, flops },
      })),
      scores: scores.map(({ scoredModelId, benchmark, metric, shots, value }) => ({
        ...{ scoredModelId, benchmark, metric, shots, value },
      })),
    }
    expect((await probed.engine.call('scaling.fit', { ...fit(true), table })).remarks).toEqual([])
  })

  test('a forecast of a measured score has them for the models that it compares', async () => {
    const ask = (column: ScoreColumn, compared: readonly string[]) =>
      probed.engine.call('forecast.fromDistance', {
        genomeId: probed.genomeId,
        rule: { chars: 4, strip: 'none', temperature: 1 },
        measure: 'nei-mean',
        column,
        modelIds: [...compared],
        leaveOut: { families: [], modelIds: [] },
      })
    expect(withRepeatedItems((await ask(columns.measured, modelIds.slice(3))).remarks)).toEqual(
      modelIds.slice(3).toSorted(),
    )
    expect(withRepeatedItems((await ask(columns.target, modelIds.slice(3))).remarks)).toBeUndefined()
  })
})
