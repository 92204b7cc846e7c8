import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { CallInput, ItemResult } from '../../../engine/api/contract.ts'
import { type Engine, openEngine } from '../../../engine/engine.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { watchedInference } from '../fixtures/watched-inference.ts'

const demo = join(import.meta.dirname, '../../../models/demo')
const folder = temporaryFolder()

async function prepared(engine: Engine): Promise<CallInput<'scores.measure'>> {
  const { added } = await engine.call('models.add', {
    placeIds: [engine.grantPlace(join(demo, 'oak.gguf')).id],
    operation: 'add',
  })
  const sums = (await engine.call('benchmarks.list', {})).find(({ name }) => name === 'sums')!
  return {
    modelIds: added.map(({ id }) => id),
    benchmarkId: sums.id,
    seed: 0,
    limit: null,
    load: { gpu: 'off', threads: 1 },
  }
}

async function scored(engine: Engine, request: CallInput<'scores.measure'>): Promise<ItemResult[]> {
  await engine.call('scores.measure', request)
  await expect
    .poll(
      async () =>
        (await engine.call('scoring.get', {})).jobs.every(({ state }) =>
          ['done', 'failed', 'cancelled'].includes(state),
        ),
      { timeout: 200_000, interval: 100 },
    )
    .toBe(true)
  const [run] = await engine.call('runs.list', {})
  expect(run).toMatchObject({ done: 112, complete: true, setAside: [] })
  return (await engine.call('runs.items', { runId: run!.id, only: 'all', from: 0, count: 500 })).items
}

describe('with the real inference process', { timeout: 300_000 }, () => {
  const engines: Engine[] = []
  const open = async (options: Parameters<typeof openEngine>[0]): Promise<Engine> => {
    const engine = await openEngine(options)
    engines.push(engine)
    return engine
  }
  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.close()))
  })
  let undisturbed: ItemResult[]

  it('scores a model that was raised on sums well above chance, each item from prompt tokens', async () => {
    const engine = await open({ databaseFile: join(folder, 'one.sqlite') })
    undisturbed = await scored(engine, await prepared(engine))
    for (const { choices } of undisturbed) {
      for (const { logLikelihood, tokens } of choices) {
        expect(logLikelihood).toBeLessThan(0)
        expect(tokens).toBeGreaterThan(0)
      }
    }
    const { scores } = await engine.call('scores.table', {})
    const accuracy = scores.find(({ metric }) => metric === 'acc')!
    expect(accuracy.value).toBeCloseTo(undisturbed.filter(({ correct }) => correct).length / 112, 12)
    expect(accuracy.stderr).toBeCloseTo(Math.sqrt((accuracy.value * (1 - accuracy.value)) / 111), 12)
  })

  it('an engine killed in the middle leaves what it stored; the next one does only the rest, with the same numbers', async () => {
    const databaseFile = join(folder, 'killed.sqlite')
    const before = await open({ databaseFile })
    const request = await prepared(before)
    await before.close()
    const script = join(import.meta.dirname, '../killed-engine.child.ts')
    const child = spawn(process.execPath, [script, databaseFile, JSON.stringify(request), '70', 'scores.measure'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    const sent: number[] = []
    const engine = await open({ databaseFile, startInference: watchedInference((count) => sent.push(count)) })
    expect((await engine.call('runs.list', {}))[0]).toMatchObject({ done: 64, complete: false })
    expect((await engine.call('scores.table', {})).scores).toEqual([])
    expect(await scored(engine, request)).toEqual(undisturbed)
    // The second block is evaluated as a whole again.
    expect(sent).toHaveLength(112 - 64)
  })
})
