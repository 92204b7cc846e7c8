import Database from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { namedModel } from '../fixtures/tiny-library.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'

/** Files of which those with later names are smaller: what follows the tensors does not count. */
function shrinking(names: readonly string[]): Record<string, Uint8Array> {
  return Object.fromEntries(
    names.map((name, index) => [
      `${name}.gguf`,
      Uint8Array.from([...namedModel(name), ...new Uint8Array(64 * (names.length - index))]),
    ]),
  )
}

const namesOf = (state: { readonly jobs: readonly { readonly modelName: string }[] }) =>
  state.jobs.map(({ modelName }) => modelName)

/** Names of the files in the order in which they were loaded. */
const loaded = (log: ReturnType<typeof fakeInference>['log']) =>
  log.loads.map(({ path }) => /([^/\\]+)\.gguf$/.exec(path)?.[1])

describe('the order of a queue', () => {
  it('is that of the sizes of the models, the smallest first', async () => {
    const { start, log } = fakeInference()
    const { engine, request } = await setUp({ startInference: start, files: shrinking(['a', 'b', 'c']) })
    await engine.call('queue.pause', {})
    await engine.call('probes.start', request)
    expect(namesOf(await engine.call('queue.get', {}))).toEqual(['c', 'b', 'a'])
    await engine.call('queue.resume', {})
    await queueUntil(engine, allOver)
    expect(loaded(log)).toEqual(['c', 'b', 'a'])
    await engine.close()
  })

  it('is what somebody has made of it once a job was moved, and by size again after the queue was empty', async () => {
    const { start, log } = fakeInference()
    const { engine, request, models, genomeId } = await setUp({
      startInference: start,
      files: shrinking(['a', 'b', 'c', 'd']),
    })
    const [a, b, c, d] = models as [string, string, string, string]
    await engine.call('queue.pause', {})
    await engine.call('probes.start', { ...request, modelIds: [a, b, c] })
    const idOf = async (name: string) =>
      (await engine.call('queue.get', {})).jobs.find(({ modelName }) => modelName === name)!.id
    expect(namesOf(await engine.call('queue.move', { jobId: await idOf('a'), before: await idOf('b') }))).toEqual([
      'c',
      'a',
      'b',
    ])
    expect(namesOf(await engine.call('queue.move', { jobId: await idOf('c'), before: null }))).toEqual(['a', 'b', 'c'])
    // Two steps that are sent at once: each is taken from the order that the engine has when it comes.
    const second = await idOf('b')
    await engine.call('queue.move', { jobId: await idOf('a'), step: 'up' })
    const steps = (['up', 'up', 'down', 'down'] as const).map((step) =>
      engine.call('queue.move', { jobId: second, step }),
    )
    expect((await Promise.all(steps)).map(namesOf)).toEqual([
      ['b', 'a', 'c'],
      ['b', 'a', 'c'],
      ['a', 'b', 'c'],
      ['a', 'c', 'b'],
    ])
    await engine.call('queue.move', { jobId: second, before: await idOf('c') })
    await engine.call('probes.start', { ...request, modelIds: [d] })
    expect(namesOf(await engine.call('queue.get', {}))).toEqual(['a', 'b', 'c', 'd'])
    await engine.call('queue.resume', {})
    await queueUntil(engine, allOver)
    expect(loaded(log)).toEqual(['a', 'b', 'c', 'd'])
    const ended = await idOf('a')
    await expect(engine.call('queue.move', { jobId: ended, before: null })).rejects.toThrow(
      'a cannot be moved: expected a job that has not ended, found one that is done.',
    )
    await expect(engine.call('queue.move', { jobId: 'absent', before: null })).rejects.toMatchObject({
      code: 'not-found',
    })
    await engine.call('queue.clear', {})
    await engine.call('queue.pause', {})
    await engine.call('probes.start', {
      ...request,
      genomeId,
      settings: { ...request.settings, tolerance: 0.01 },
    })
    expect(namesOf(await engine.call('queue.get', {}))).toEqual(['d', 'c', 'b', 'a'])
    await engine.close()
  })
})

describe('a job that is paused by itself', () => {
  it('is passed over while it waits, and gets its turn once it is resumed', async () => {
    const { start, log } = fakeInference()
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b', 'c'] })
    await engine.call('queue.pause', {})
    const { jobs } = await engine.call('probes.start', request)
    const held = await engine.call('queue.hold', { jobId: jobs[1]!.id })
    expect(held.jobs.map(({ state, held: isHeld }) => [state, isHeld])).toEqual([
      ['waiting', false],
      ['paused', true],
      ['waiting', false],
    ])
    await engine.call('queue.resume', {})
    const state = await queueUntil(engine, (now) => now.jobs[2]?.state === 'done')
    expect(state.jobs.map((job) => job.state)).toEqual(['done', 'paused', 'done'])
    // What is held counts for no time left.
    expect(state.remaining).toBe(0)
    await engine.call('queue.release', { jobId: jobs[1]!.id })
    await queueUntil(engine, allOver)
    expect(loaded(log)).toEqual(['a', 'c', 'b'])
    await engine.close()
  })

  it('ends its block, gives the next job its turn, and goes on with what is missing', async () => {
    let open = (): void => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const { start, log } = fakeInference({
      gene: (gene, process) => (process === 1 && gene.index === 3 ? gate : undefined),
    })
    const { engine, request } = await setUp({ startInference: start, modelNames: ['a', 'b'], genes: 40 })
    const { jobs } = await engine.call('probes.start', request)
    await queueUntil(engine, (state) => state.jobs[0]?.done === 3)
    const pausing = await engine.call('queue.hold', { jobId: jobs[0]!.id })
    expect(pausing.jobs[0]).toMatchObject({ state: 'running', held: true })
    open()
    const state = await queueUntil(engine, (now) => now.jobs[1]?.state === 'done')
    expect(state.jobs[0]).toMatchObject({ state: 'paused', held: true, done: 32 })
    await engine.call('queue.release', { jobId: jobs[0]!.id })
    await queueUntil(engine, allOver)
    expect(loaded(log)).toEqual(['a', 'b', 'a'])
    expect(log.blocks.at(-1)).toEqual([32, 33, 34, 35, 36, 37, 38, 39])
    await engine.close()
  })

  it('is cancelled as any other', async () => {
    const { engine, request } = await setUp({ startInference: fakeInference().start })
    await engine.call('queue.pause', {})
    const { jobs } = await engine.call('probes.start', request)
    await engine.call('queue.hold', { jobId: jobs[0]!.id })
    expect((await engine.call('queue.cancel', { jobId: jobs[0]!.id })).jobs[0]?.state).toBe('cancelled')
    expect((await engine.call('queue.release', { jobId: jobs[0]!.id })).jobs[0]?.state).toBe('cancelled')
    await engine.close()
  })
})

describe('while another program writes, a job whose turn it is', () => {
  it.each(['queue.cancel', 'queue.hold'] as const)('is not begun after %s', async (call) => {
    const warn = vi.spyOn(process, 'emitWarning')
    const { start, log } = fakeInference()
    const { engine, request, databaseFile } = await setUp({
      startInference: start,
      files: shrinking(['b', 'a']),
      onDisk: true,
    })
    const writer = new Database(databaseFile)
    writer.exec('BEGIN IMMEDIATE')
    const { jobs } = await engine.call('probes.start', request)
    await engine.call(call, { jobId: jobs.find(({ modelName }) => modelName === 'a')!.id })
    writer.close()
    const isSettled = ({ state }: { readonly state: string }): boolean =>
      ['done', 'cancelled', 'paused'].includes(state)
    const { jobs: settled } = await queueUntil(engine, (state) => state.jobs.every(isSettled))
    expect(settled.map(({ modelName, state }) => [modelName, state])).toEqual([
      ['a', call === 'queue.hold' ? 'paused' : 'cancelled'],
      ['b', 'done'],
    ])
    expect(loaded(log)).toEqual(['b'])
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
    await engine.close()
  })
})
