import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallInput, CallOutput } from '../../../engine/api/contract.ts'
import { importForecastScores, probedFamilies, type ProbedFamilies } from './probed-families.ts'

let folder: string
let probed: ProbedFamilies
let column: CallInput<'forecast.fromDistance'>['column']

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-forecast-'))
  probed = await probedFamilies(folder, 5)
  await importForecastScores(probed, probed.names.slice(0, 14))
  const { benchmark, metric, shots } = (await probed.engine.call('scores.table', {})).scores[0]!
  column = { benchmark, metric, shots }
})
afterAll(async () => {
  await probed?.engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (changes: Partial<CallInput<'forecast.fromDistance'>> = {}) =>
  probed.engine.call('forecast.fromDistance', {
    genomeId: probed.genomeId,
    rule: { chars: 4, strip: 'none', temperature: 1 },
    measure: 'nei',
    column,
    level: 0.8,
    leave: 'family',
    leaveOut: { families: [], modelIds: [] },
    farShare: 0.95,
    components: 3,
    epochs: 200,
    seed: 1,
    ...changes,
  })
type Answer = CallOutput<'forecast.fromDistance'>
const methodOf = (answer: Answer, name: string) => answer.methods.find(({ method }) => method === name)!
const placeOf = (answer: Answer, name: string): number => answer.models.findIndex((model) => model.name === name)

describe('forecasts over the Api', () => {
  test('the errors beside baselines are those of the forecasts of known models, and likeness beats the mean', async () => {
    const answer = await ask()
    expect(answer.isFraction).toBe(true)
    expect(answer.models.map(({ role }) => role).filter((role) => role === 'known')).toHaveLength(14)
    for (const { errors, forecasts } of answer.methods.filter((method) => method.errors !== null)) {
      const residuals = answer.models.flatMap(({ truth }, i) => {
        const made = forecasts[i] ?? null
        return truth === null || made === null ? [] : [Math.abs(made.score - truth)]
      })
      expect(errors!.n).toBe(residuals.length)
      expect(errors!.meanAbsolute).toBeCloseTo(residuals.reduce((sum, value) => sum + value, 0) / residuals.length, 12)
    }
    expect(methodOf(answer, 'gp').errors!.meanAbsolute).toBeLessThan(methodOf(answer, 'mean').errors!.meanAbsolute / 2)
    const last = placeOf(answer, 'f4-2')
    expect(answer.models[last]).toMatchObject({ role: 'unscored', truth: null, stderr: null })
    expect(methodOf(answer, 'gp').forecasts[last]!.score).toBeGreaterThan(0)
  })

  test('a family held out rests on other families only, and its own scores have no part', async () => {
    const aside = { families: ['f1'], modelIds: [] }
    const before = await ask({ leaveOut: aside })
    const { scores, models } = await probed.engine.call('scores.table', {})
    const [first] = before.models.filter(({ role }) => role === 'set-aside')
    expect(before.models.filter(({ role }) => role === 'set-aside').map(({ family }) => family)).toEqual([
      'f1',
      'f1',
      'f1',
    ])
    const families = new Map(before.models.map(({ modelId, family }) => [modelId, family]))
    before.models.forEach((model, i) => {
      const used = [...model.neighbours, ...(methodOf(before, 'gp').forecasts[i]?.restsOn ?? [])].map(({ modelId }) =>
        families.get(modelId),
      )
      if (model.role !== 'unscored') expect(used).not.toContain(model.family)
      expect(used).not.toContain('f1')
    })
    const scored = models.find(({ modelId }) => modelId === first!.modelId)!
    const stored = scores.find(({ scoredModelId }) => scoredModelId === scored.id)!
    await probed.engine.call('scores.set', {
      model: scored.name,
      benchmark: column.benchmark,
      metric: column.metric,
      shots: column.shots,
      value: 0.01,
      stderr: null,
    })
    const after = await ask({ leaveOut: aside })
    expect(after.models[placeOf(after, scored.name)]!.truth).toBe(0.01)
    expect(after.methods.map(({ forecasts }) => forecasts)).toEqual(before.methods.map(({ forecasts }) => forecasts))
    await probed.engine.call('scores.set', {
      model: scored.name,
      benchmark: column.benchmark,
      metric: column.metric,
      shots: column.shots,
      value: stored.value,
      stderr: null,
    })
  })

  test('too few scores and unknown families are refused with what was found', async () => {
    await expect(ask({ leaveOut: { families: ['f0', 'f1', 'f2', 'f3'], modelIds: [] } })).rejects.toThrow(
      /needs at least 3 compared models.*found 2 \(12 more are left out\)/,
    )
    await expect(ask({ leaveOut: { families: ['f9'], modelIds: [] } })).rejects.toThrow('found f9')
  })

  test('what is measured to be near a family, or stated to be of another, is held out with it', async () => {
    const library = await probed.engine.call('models.list', {})
    const idOf = (name: string) => library.find((model) => model.name === name)!.id
    const before = await ask()
    expect(new Set(before.models.map(({ group }) => group)).size).toBe(5)
    expect(before.joins).toEqual([])
    const changed: string[] = []
    const end = probed.engine.on('families.changed', () => changed.push('families'))
    const [renamed] = await probed.engine.call('models.setFamily', { modelIds: [idOf('f1-0')], family: 'TheBloke' })
    end()
    expect(renamed).toMatchObject({ family: 'TheBloke', familySource: 'stated' })
    expect(changed).toHaveLength(1)
    const after = await ask()
    // A family of another name changes nothing: the copy is as near as it was, and falls with its own.
    expect(after.methods.map(({ method, errors }) => [method, errors])).toEqual(
      before.methods.map(({ method, errors }) => [method, errors]),
    )
    expect(after.models[placeOf(after, 'f1-0')]!.group).toBe(after.models[placeOf(after, 'f1-1')]!.group)
    expect(after.joins).toHaveLength(1)
    expect(
      after.notes.some((note) =>
        /Held out together though their families differ, measured to be near.*f1-0 \(family TheBloke\)/.test(note),
      ),
    ).toBe(true)
    expect(after.notes.some((note) => note.includes('f1-0 (TheBloke; the table: f1)'))).toBe(true)
    // Setting its family aside sets all that is held out with it aside.
    const aside = await ask({ leaveOut: { families: ['TheBloke'], modelIds: [] } })
    expect(aside.models.filter(({ role }) => role === 'set-aside').map(({ name }) => name)).toEqual([
      'f1-0',
      'f1-1',
      'f1-2',
    ])
    const table = await probed.engine.call('scores.table', {})
    expect(table.models.find(({ name }) => name === 'f1-0')).toMatchObject({
      family: 'TheBloke',
      familySource: 'stated',
      importedFamily: 'f1',
    })
    expect(
      (await probed.engine.call('models.get', { modelId: idOf('f1-0') })).near.map(({ name }) => name).sort(),
    ).toEqual(['f1-1', 'f1-2'])
    await probed.engine.call('models.setFamily', { modelIds: [idOf('f1-0')], family: null })
    expect((await probed.engine.call('models.get', { modelId: idOf('f1-0') })).family).toBe('f1')
  })

  test('methods are judged beside the baselines on common models, and intervals say what they need', async () => {
    const answer = await ask()
    const { comparisons, errors } = methodOf(answer, 'gp')
    const mean = comparisons.find(({ baseline }) => baseline === 'mean')!
    expect(mean.difference).toBeCloseTo(errors!.meanAbsolute - methodOf(answer, 'mean').errors!.meanAbsolute, 12)
    expect(mean).toMatchObject({ models: 14, groups: 5 })
    expect(methodOf(answer, 'mean').comparisons.some(({ baseline }) => baseline === 'mean')).toBe(false)
    expect(answer.fewestErrors).toBe(4)
  })

  test('can be cancelled', async () => {
    const cancelled = ask({ operation: 'long', components: 10, epochs: 20_000, seed: 1 })
    const outcome = expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => probed.engine.call('operations.cancel', { operation: 'long' })).toEqual({ cancelled: true })
    await outcome
  })
})
