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
    genomeId: probed.genomeId, rule: { chars: 4, strip: 'none', temperature: 1 }, measure: 'nei', column, level: 0.8, leave: 'family',
    leaveOut: { families: [], modelIds: [] }, farShare: 0.95, phylolm: { components: 3, epochs: 200, seed: 1 }, ...changes,
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
    expect(before.models.filter(({ role }) => role === 'set-aside').map(({ family }) => family)).toEqual(['f1', 'f1', 'f1'])
    const families = new Map(before.models.map(({ modelId, family }) => [modelId, family]))
    before.models.forEach((model, i) => {
      const used = [...model.neighbours, ...(methodOf(before, 'gp').forecasts[i]?.restsOn ?? [])].map(({ modelId }) => families.get(modelId))
      if (model.role !== 'unscored') expect(used).not.toContain(model.family)
      expect(used).not.toContain('f1')
    })
    const scored = models.find(({ modelId }) => modelId === first!.modelId)!
    const stored = scores.find(({ scoredModelId }) => scoredModelId === scored.id)!
    await probed.engine.call('scores.set', { model: scored.name, benchmark: column.benchmark, metric: column.metric, shots: column.shots, value: 0.01, stderr: null })
    const after = await ask({ leaveOut: aside })
    expect(after.models[placeOf(after, scored.name)]!.truth).toBe(0.01)
    expect(after.methods.map(({ forecasts }) => forecasts)).toEqual(before.methods.map(({ forecasts }) => forecasts))
    await probed.engine.call('scores.set', { model: scored.name, benchmark: column.benchmark, metric: column.metric, shots: column.shots, value: stored.value, stderr: null })
  })

  test('too few scores and unknown families are refused with what was found', async () => {
    await expect(ask({ leaveOut: { families: ['f0', 'f1', 'f2', 'f3'], modelIds: [] } })).rejects.toThrow(/needs at least 3 compared models.*found 2 \(12 more are left out\)/)
    await expect(ask({ leaveOut: { families: ['f9'], modelIds: [] } })).rejects.toThrow('found f9')
  })

  test('tells how far it is, and can be cancelled', async () => {
    const done: number[] = []
    const end = probed.engine.on('operation', (told) => told.operation === 'forecasting' && done.push(told.done))
    await ask({ operation: 'forecasting' })
    end()
    expect(done.length).toBeGreaterThan(0)
    expect([...done].sort((one, other) => one - other)).toEqual(done)
    const cancelled = ask({ operation: 'long', phylolm: { components: 10, epochs: 20_000, seed: 1 } })
    const outcome = expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => probed.engine.call('operations.cancel', { operation: 'long' })).toEqual({ cancelled: true })
    await outcome
  })
})
