import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { importForecastScores, probedFamilies } from './probed-families.ts'

// Every step is told, not those alone that come a while after another.
vi.mock('../../../engine/api/throttle.ts', () => ({
  throttled: (_: number, task: () => void) => ({ request: task, flush: () => undefined, stop: () => undefined }),
}))

const folder = mkdtempSync(join(tmpdir(), 'cladescope-forecast-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a forecast tells how far it is: first of the populations that are compared, then of the fit', async () => {
  const { engine, genomeId, names, scores } = await probedFamilies(folder, 5)
  await importForecastScores({ engine, genomeId, names, scores }, names.slice(0, 14))
  const { benchmark, metric, shots } = (await engine.call('scores.table', {})).scores[0]!
  const told: { readonly unit: string; readonly done: number; readonly total: number }[] = []
  const end = engine.on(
    'operation',
    ({ operation, unit, done, total }) => operation === 'forecasting' && told.push({ unit, done, total }),
  )
  await engine.call('forecast.fromDistance', {
    genomeId,
    rule: { chars: 4, strip: 'none', temperature: 1 },
    measure: 'nei-mean',
    column: { benchmark, metric, shots },
    leaveOut: { families: [], modelIds: [] },
    seed: 1,
    operation: 'forecasting',
  })
  end()
  const [genes, fits] = ['genes', 'fits'].map((unit) => told.filter((step) => step.unit === unit))
  expect(told).toEqual([...genes!, ...fits!])
  for (const steps of [genes!, fits!]) {
    expect(steps.length).toBeGreaterThan(0)
    expect([...steps].sort((left, right) => left.done - right.done)).toEqual(steps)
    expect(steps.at(-1)).toMatchObject({ done: steps.at(-1)!.total })
  }
  await engine.close()
})
