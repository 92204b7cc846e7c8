import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { QueueState } from '../../../engine/api/contract.ts'
import { type Engine, openEngine } from '../../../engine/engine.ts'
import { contentOf, JobStore } from '../../../engine/store/job-store.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'

const namesOf = (jobs: readonly { readonly modelName: string }[]) => jobs.map(({ modelName }) => modelName)

/** Never resolves before the signal is given. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

function reopened(databaseFile: string, folder: string, start = fakeInference().start): Promise<Engine> {
  return openEngine({ databaseFile, startInference: start, modelsFolder: join(folder, 'absent'), restartDelays: [1] })
}

describe('jobs that an engine left when it ended', () => {
  it('are interrupted ones of the next engine, with what is stored of them, and go on in their order', async () => {
    const { start } = fakeInference({
      gene: (gene, process, signal) => (process === 1 && gene.index === 35 ? untilAborted(signal) : undefined),
    })
    const { engine, request, folder, databaseFile } = await setUp({
      startInference: start,
      modelNames: ['a', 'b', 'c'],
      genes: 40,
      onDisk: true,
    })
    const { jobs } = await engine.call('probes.start', request)
    await engine.call('queue.move', { jobId: jobs[2]!.id, before: jobs[1]!.id })
    await engine.call('queue.hold', { jobId: jobs[1]!.id })
    await queueUntil(engine, (state) => (state.jobs[0]?.done ?? 0) >= 35)
    await engine.close()
    // The lock of an engine that has ended is gone with it.
    expect(readdirSync(dirname(databaseFile)).filter((name) => name.includes('-engine-'))).toEqual([])

    const { start: again, log } = fakeInference()
    const next = await reopened(databaseFile, folder, again)
    const found = await next.call('queue.get', {})
    expect(found.jobs).toEqual([])
    expect(found.interrupted).toMatchObject([
      { modelName: 'a', subject: 'numbers', pieces: 40, isComplete: false },
      { modelName: 'c', done: 0 },
      { modelName: 'b', done: 0 },
    ])
    expect(found.interrupted[0]!.done).toBeGreaterThanOrEqual(32)
    const resumed = await next.call('queue.resumeInterrupted', {})
    expect(resumed.interrupted).toEqual([])
    expect(namesOf(resumed.jobs)).toEqual(['a', 'c', 'b'])
    await queueUntil(next, (state) => state.jobs[1]?.state === 'done')
    const held = (await next.call('queue.get', {})).jobs[2]!
    expect(held).toMatchObject({ modelName: 'b', state: 'paused', held: true })
    await next.call('queue.release', { jobId: held.id })
    const over = await queueUntil(next, allOver)
    expect(over.jobs.map(({ state, done }) => [state, done])).toEqual(Array.from({ length: 3 }, () => ['done', 40]))
    // Of the first only the block that was not stored whole.
    expect(log.blocks[0]![0]).toBe(32)
    await next.close()
    const last = await reopened(databaseFile, folder)
    expect((await last.call('queue.get', {})).interrupted).toEqual([])
    await last.close()
  })

  it('can be forgotten; what they have stored stays', async () => {
    const { engine, request, folder, databaseFile } = await setUp({
      startInference: fakeInference({ gene: (_, __, signal) => untilAborted(signal) }).start,
      onDisk: true,
    })
    await engine.call('probes.start', request)
    await engine.close()
    const next = await reopened(databaseFile, folder)
    expect((await next.call('queue.get', {})).interrupted).toHaveLength(1)
    expect((await next.call('queue.forgetInterrupted', {})).interrupted).toEqual([])
    await next.close()
  })

  it.each(['taken up', 'started again'] as const)('stay where they cannot be %s', async (how) => {
    const { engine, request, folder, databaseFile } = await setUp({
      startInference: fakeInference({ gene: (_, __, signal) => untilAborted(signal) }).start,
      onDisk: true,
    })
    await engine.call('probes.start', request)
    await engine.close()
    const next = await reopened(databaseFile, folder)
    const connection = openDatabase(databaseFile)
    connection.exec("CREATE TRIGGER none BEFORE INSERT ON queued_jobs BEGIN SELECT RAISE(ABORT, 'no jobs'); END")
    await expect(
      how === 'taken up' ? next.call('queue.resumeInterrupted', {}) : next.call('probes.start', request),
    ).rejects.toThrow('no jobs')
    expect((await next.call('queue.get', {})).interrupted).toHaveLength(1)
    connection.exec('DROP TRIGGER none')
    connection.close()
    await next.close()
  })

  it('are replaced by the same that is started again, and go with their model', async () => {
    const { engine, request, models, folder, databaseFile } = await setUp({
      startInference: fakeInference({ gene: (_, __, signal) => untilAborted(signal) }).start,
      modelNames: ['a', 'b'],
      onDisk: true,
    })
    await engine.call('probes.start', request)
    await engine.close()
    const next = await reopened(databaseFile, folder)
    await next.call('models.remove', { modelId: models[1]! })
    expect(namesOf((await next.call('queue.get', {})).interrupted)).toEqual(['a'])
    await next.call('probes.start', { ...request, modelIds: [models[0]!] })
    expect((await next.call('queue.get', {})).interrupted).toEqual([])
    await queueUntil(next, allOver)
    await next.close()
  })

  it('that were cancelled are not interrupted', async () => {
    const { engine, request, folder, databaseFile } = await setUp({
      startInference: fakeInference({ gene: (_, __, signal) => untilAborted(signal) }).start,
      onDisk: true,
    })
    await engine.call('probes.start', request)
    await engine.call('queue.cancelAll', {})
    await engine.close()
    const next = await reopened(databaseFile, folder)
    expect((await next.call('queue.get', {})).interrupted).toEqual([])
    await next.close()
  })

  it('are there after a kill -9 too', async () => {
    const { engine, request, folder, databaseFile } = await setUp({ modelNames: ['a', 'b'], genes: 70, onDisk: true })
    await engine.close()
    const script = join(import.meta.dirname, 'killed-queue.child.ts')
    for (const genes of [40, 20]) {
      const child = spawn(process.execPath, [script, databaseFile, JSON.stringify(request), String(genes)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
      expect(signal).toBe('SIGKILL')
    }
    const next = await reopened(databaseFile, folder)
    const { interrupted } = await next.call('queue.get', {})
    expect(interrupted.map(({ modelName, done }) => [modelName, done > 0])).toEqual([
      ['a', true],
      ['b', false],
    ])
    await next.call('queue.resumeInterrupted', {})
    await queueUntil(next, allOver)
    expect((await next.call('probes.list', {})).map(({ complete }) => complete)).toEqual([true, true])
    await next.close()
    expect(readdirSync(dirname(databaseFile)).filter((name) => name.includes('-engine-'))).toEqual([])
  }, 60_000)
})

it('a job of which all had been stored when its engine ended says so, and is not done again', async () => {
  const { engine, request, folder, databaseFile } = await setUp({ startInference: fakeInference().start, onDisk: true })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  await engine.close()
  const connection = openDatabase(databaseFile)
  const { modelId, genomeId, settings, precision } = new ProbeStore(connection).list()[0]!
  new JobStore(connection).save('probes', 'one that has ended', [
    {
      id: 'left',
      process: 1,
      modelId,
      content: contentOf({ modelId, genomeId, settings, precision }),
      pieces: 5,
      load: JSON.stringify({ gpu: 'off', precision }),
      precisionReason: null,
      isHeld: false,
      isBegun: true,
      isAtWork: true,
    },
  ])
  connection.close()
  const { start, log } = fakeInference()
  const next = await reopened(databaseFile, folder, start)
  expect((await next.call('queue.get', {})).interrupted).toMatchObject([{ id: 'left', done: 5, isComplete: true }])
  expect(await next.call('queue.resumeInterrupted', {})).toMatchObject({ jobs: [], interrupted: [] })
  await next.close()
  expect(log.started).toBe(0)
})

describe('two engines on one database', () => {
  it('show the jobs of each other, and never do the same at once', async () => {
    let open = (): void => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const first = fakeInference({ gene: (gene) => (gene.index === 33 ? gate : undefined) })
    const { engine, request, folder, databaseFile } = await setUp({
      startInference: first.start,
      modelNames: ['a', 'b'],
      genes: 40,
      onDisk: true,
    })
    const second = fakeInference()
    const other = await reopened(databaseFile, folder, second.start)
    await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.done === 33)
    const seen = await other.call('queue.get', {})
    expect(seen.elsewhere).toMatchObject([
      { modelName: 'a', subject: 'numbers', pieces: 40, isBegun: true },
      { modelName: 'b', isBegun: false },
    ])
    expect(seen.elsewhere[0]!.process).toContain(`process ${String(process.pid)}`)
    expect(seen.interrupted).toEqual([])

    await other.call('probes.start', request)
    // What the first works on waits in the second, which does what comes after it meanwhile.
    const waiting = await queueUntil(other, (state) => state.jobs[1]?.state === 'done')
    expect(waiting.jobs[0]).toMatchObject({
      state: 'waiting',
      waitsFor: expect.stringMatching(/^for process \d+ .*, which works on the same$/) as string,
    })
    expect(second.log.loads.map(({ path }) => path.endsWith('b.gguf'))).toEqual([true])
    open()
    const states: QueueState[] = await Promise.all([queueUntil(engine, allOver), queueUntil(other, allOver)])
    for (const { jobs } of states)
      expect(jobs.map(({ state, done }) => [state, done])).toEqual(Array(2).fill(['done', 40]))
    // Each model was evaluated once in all.
    expect([first.log.loads.length, second.log.loads.length]).toEqual([1, 1])
    await expect.poll(async () => (await other.call('queue.get', {})).elsewhere).toEqual([])
    await Promise.all([engine.close(), other.close()])
  })
})
