import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { ComputeThreads } from '../../../engine/computing/compute-threads.ts'
import type { TaskInput } from '../../../engine/computing/tasks.ts'
import { ApiError } from '../../../engine/api/contract.ts'

/** Tasks that wait for the test: each counts itself among those at work, and ends when its number is let go. */
const module = fileURLToPath(new URL('./waiting-task.child.ts', import.meta.url))

type Input = TaskInput<'analysis'>

/** Shared with the threads: [at work now, most at work at a time, begun, then one cell per task that lets it go]. */
function gate() {
  const cells = new Int32Array(new SharedArrayBuffer(4 * 64))
  return {
    cells,
    letGo: (number: number) => {
      Atomics.store(cells, 3 + number, 1)
      Atomics.notify(cells, 3 + number)
    },
    atWork: () => Atomics.load(cells, 0),
    most: () => Atomics.load(cells, 1),
    begun: () => Atomics.load(cells, 2),
  }
}

const pools: ComputeThreads[] = []
const poolOf = (threads: number): ComputeThreads => {
  const pool = new ComputeThreads(threads, module)
  pools.push(pool)
  return pool
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

const ask = (
  pool: ComputeThreads,
  input: object,
  signal?: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<unknown> => pool.run('analysis', input as Input, signal, onProgress)

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('the limit', () => {
  test('six tasks of one tick run two at a time, in their order', async () => {
    const { cells, letGo, atWork, most, begun } = gate()
    const pool = poolOf(2)
    const ended: number[] = []
    const all = [0, 1, 2, 3, 4, 5].map((number) => ask(pool, { number, cells }).then(() => ended.push(number)))
    await until(() => atWork() === 2)
    for (const number of [0, 1, 2, 3, 4, 5]) {
      letGo(number)
      await until(() => ended.includes(number) && (number >= 4 || begun() === number + 3))
    }
    await Promise.all(all)
    expect(ended).toEqual([0, 1, 2, 3, 4, 5])
    expect(most()).toBe(2)
  })

  test('one thread takes one task at a time', async () => {
    const { cells, letGo, most } = gate()
    const pool = poolOf(1)
    for (const number of [0, 1, 2]) letGo(number)
    expect(await Promise.all([0, 1, 2].map((number) => ask(pool, { number, cells })))).toEqual([0, 1, 2])
    expect(most()).toBe(1)
  })
})

describe('cancelling', () => {
  test('tasks that are cancelled while they wait take nothing from the next one', async () => {
    const { cells, letGo, atWork, begun } = gate()
    const pool = poolOf(2)
    const working = [0, 1].map((number) => ask(pool, { number, cells }))
    await until(() => atWork() === 2)
    const cancelled = [2, 3].map((number) => {
      const abort = new AbortController()
      return { abort, result: ask(pool, { number, cells }, abort.signal) }
    })
    const next = ask(pool, { number: 4, cells })
    for (const { abort } of cancelled) abort.abort(new Error('not wanted'))
    for (const { result } of cancelled) await expect(result).rejects.toThrow('not wanted')
    for (const number of [0, 1, 4]) letGo(number)
    expect(await next).toBe(4)
    expect(await Promise.all(working)).toEqual([0, 1])
    expect(begun()).toBe(3)
  })

  test('a task that is at work ends with its thread, and the ones that wait go on, two at a time', async () => {
    const { cells, letGo, begun } = gate()
    const pool = poolOf(2)
    const aborts = [new AbortController(), new AbortController()]
    const working = aborts.map(({ signal }, number) => ask(pool, { number, cells }, signal))
    await until(() => begun() === 2)
    const waiting = [2, 3].map((number) => ask(pool, { number, cells }))
    for (const abort of aborts) abort.abort(new Error('not wanted'))
    for (const result of working) await expect(result).rejects.toThrow('not wanted')
    await until(() => begun() === 4)
    for (const number of [2, 3]) letGo(number)
    expect(await Promise.all(waiting)).toEqual([2, 3])
  })

  test('a signal that is given already begins nothing', async () => {
    const { cells, begun } = gate()
    const pool = poolOf(2)
    await expect(ask(pool, { number: 0, cells }, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
    expect(begun()).toBe(0)
  })
})

describe('a task that has passed its last moment', () => {
  test('is waited for: an abort ends nothing', async () => {
    const { cells, letGo, atWork } = gate()
    const pool = poolOf(1)
    const abort = new AbortController()
    const result = ask(pool, { number: 0, cells, passes: true }, abort.signal)
    await until(() => atWork() === 1)
    abort.abort(new Error('too late'))
    letGo(0)
    expect(await result).toBe(0)
  })

  test('is not begun where the abort came first', async () => {
    const { cells, atWork, begun } = gate()
    const pool = poolOf(1)
    const working = ask(pool, { number: 0, cells })
    await until(() => atWork() === 1)
    const abort = new AbortController()
    const waiting = ask(pool, { number: 1, cells, passes: true }, abort.signal)
    abort.abort(new Error('in time'))
    await expect(waiting).rejects.toThrow('in time')
    Atomics.store(cells, 3, 1)
    Atomics.notify(cells, 3)
    await working
    expect(begun()).toBe(1)
  })
})

test('whatever tasks do and whoever cancels, each is answered as its own, and the pool works on', async () => {
  const random = seededGenerator(3)
  const { cells, letGo } = gate()
  for (let number = 0; number < 60; number++) letGo(number)
  const pool = poolOf(2)
  const kinds = ['works', 'fault', 'refused', 'exit', 'cancelled'] as const
  const all = Array.from({ length: 60 }, async (_, number) => {
    const kind = kinds[random.integer(kinds.length)]!
    if (kind === 'works') return expect(await ask(pool, { number, cells })).toBe(number)
    const abort = new AbortController()
    const result = ask(pool, kind === 'cancelled' ? { steps: 1000 } : { fails: kind }, abort.signal)
    if (kind === 'cancelled') setTimeout(() => abort.abort(new Error('not wanted')), random.integer(300))
    await expect(result).rejects.toThrow(
      { fault: 'a fault', refused: 'no such table', exit: 'exited', cancelled: 'not wanted' }[kind],
    )
  })
  await Promise.all(all)
  letGo(0)
  expect(await ask(pool, { number: 0, cells })).toBe(0)
})

describe('errors', () => {
  test('what core cannot compute is an error of the input, what is thrown otherwise a fault', async () => {
    const pool = poolOf(1)
    await expect(ask(pool, { fails: 'range' })).rejects.toMatchObject({
      name: 'ApiError',
      code: 'invalid',
      message: 'expected more models, found 2',
    })
    await expect(ask(pool, { fails: 'refused' })).rejects.toMatchObject({
      name: 'ApiError',
      code: 'not-found',
      message: 'no such table',
    })
    const fault = await ask(pool, { fails: 'fault' }).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(TypeError)
    expect(fault).not.toBeInstanceOf(ApiError)
  })

  test('a thread that dies fails its task only', async () => {
    const { cells, letGo } = gate()
    const pool = poolOf(1)
    const dies = ask(pool, { fails: 'exit' })
    const next = ask(pool, { number: 0, cells })
    letGo(0)
    await expect(dies).rejects.toThrow('exited')
    expect(await next).toBe(0)
  })

  test('a thread that dies beside its task leaves nobody waiting', async () => {
    const { cells, letGo } = gate()
    const pool = poolOf(1)
    expect(await ask(pool, { fails: 'later' })).toBe('answered')
    letGo(0)
    // Either the task finds a new thread, or it is told what ended the old one; the one after it works.
    await ask(pool, { number: 0, cells }).catch((error: unknown) => {
      expect(String(error)).toMatch(/after the answer|Terminating/)
    })
    expect(await ask(pool, { number: 0, cells })).toBe(0)
  })
})

test('progress reaches the one who asked', async () => {
  const pool = poolOf(2)
  const told: (readonly [number, number])[][] = [[], []]
  const results = [0, 1].map((place) =>
    ask(pool, { steps: place + 3 }, undefined, (done, total) => told[place]!.push([done, total])),
  )
  expect(await Promise.all(results)).toEqual([3, 4])
  for (const [place, reports] of told.entries()) {
    expect(reports.length).toBeGreaterThan(0)
    for (const [done, total] of reports) expect([done <= total, total]).toEqual([true, place + 3])
  }
})

test('closing under load answers all, those that are cancelled at that moment too, and nothing comes after', async () => {
  const { cells, atWork, begun } = gate()
  const pool = poolOf(2)
  const aborts = Array.from({ length: 20 }, () => new AbortController())
  const ended = Promise.allSettled(aborts.map(({ signal }, number) => ask(pool, { number, cells }, signal)))
  await until(() => atWork() === 2)
  for (const [number, abort] of aborts.entries()) if (number % 3 === 0) abort.abort(new Error('not wanted'))
  await Promise.all([pool.close(), pool.close()])
  const reasons = (await ended).map((one) => (one.status === 'rejected' ? (one.reason as Error).message : 'done'))
  expect(reasons).toEqual(aborts.map((_, number) => (number % 3 === 0 ? 'not wanted' : 'The engine is closed.')))
  expect(begun()).toBeLessThanOrEqual(4)
  await expect(ask(pool, { steps: 1 })).rejects.toThrow('closed')
})

test('a pool that was never used is closed at once', async () => {
  const pool = poolOf(1)
  await pool.close()
  await expect(ask(pool, { steps: 1 })).rejects.toMatchObject({ code: 'failed', message: 'The engine is closed.' })
})

test('closing ends what is at work and what waits', async () => {
  const { cells, atWork } = gate()
  const pool = poolOf(1)
  const all = [0, 1].map((number) => ask(pool, { number, cells }))
  await until(() => atWork() === 1)
  const ended = Promise.allSettled(all)
  await pool.close()
  expect((await ended).map((one) => (one.status === 'rejected' ? (one.reason as Error).message : 'done'))).toEqual([
    'The engine is closed.',
    'The engine is closed.',
  ])
  await expect(ask(pool, { steps: 1 })).rejects.toThrow('closed')
})
