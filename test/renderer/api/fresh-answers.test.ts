import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { calls, events, type Api } from '../../../engine/api/contract.ts'
import type { ConnectionState } from '../../../engine/api/wire.ts'
import { KeptState } from '../../../renderer/api/connection-state.ts'
import { keepAnswersFresh, restsOn, whenStale } from '../../../renderer/api/fresh-answers.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const state = new KeptState()
  state.become('open')
  const api = {
    on: (name: string, listener: (payload: unknown) => void) => {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => set.delete(listener)
    },
  } as unknown as Api
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity, networkMode: 'always' } },
  })
  const connection = { api, chooser: null, state: state.state, onState: state.onState, retryNow: () => undefined }
  const end = keepAnswersFresh(connection, client)
  /** Shows the answer of a call that takes this long (milliseconds); how often it was begun, ended and cancelled. */
  const show = (call: string, takes: number) => {
    const counts = { begun: 0, ended: 0, cancelled: 0 }
    const observer = new QueryObserver(client, {
      queryKey: [call, {}],
      queryFn: async ({ signal }) => {
        counts.begun += 1
        signal.addEventListener('abort', () => (counts.cancelled += 1))
        await new Promise((resolve) => setTimeout(resolve, takes))
        counts.ended += 1
        return counts.ended
      },
    })
    observer.subscribe(() => undefined)
    return counts
  }
  const emit = (event: string, payload: unknown = {}) => listeners.get(event)?.forEach((listener) => listener(payload))
  return { show, emit, client, connection, end, become: (next: ConnectionState) => state.become(next) }
}

describe('what an answer rests on', () => {
  test('is said of every call, in events that there are', () => {
    expect(Object.keys(restsOn).sort()).toEqual(Object.keys(calls).sort())
    for (const rests of Object.values(restsOn))
      for (const event of rests ?? []) expect(Object.keys(events)).toContain(event)
  })

  test('what names models follows their names; a forecast follows the scores', () => {
    for (const call of ['runs.list', 'runs.items', 'queue.get', 'scoring.get', 'probes.list'] as const)
      expect(restsOn[call]).toContain('models.changed')
    expect(restsOn['forecast.fromDistance']).toContain('scores.changed')
  })
})

describe('answers are fetched again', () => {
  test('once, however many events come at a time, and only those that rest on them', async () => {
    const { show, emit } = setUp()
    const models = show('models.list', 10)
    const genomes = show('genomes.list', 10)
    await vi.advanceTimersByTimeAsync(100)
    for (let event = 0; event < 50; event++) emit('models.changed')
    await vi.advanceTimersByTimeAsync(1000)
    expect([models.ended, genomes.ended]).toEqual([2, 1])
  })

  test('not for a comparison while a probe grows', async () => {
    const { show, emit } = setUp()
    const tree = show('analysis.tree', 5000)
    const probes = show('probes.list', 10)
    for (let second = 0; second < 30; second++) {
      emit('probes.grown')
      await vi.advanceTimersByTimeAsync(2000)
    }
    expect(tree).toEqual({ begun: 1, ended: 1, cancelled: 0 })
    expect(probes.ended).toBeGreaterThan(20)
  })

  test('after the one under way has ended: a long bootstrap ends while models become complete', async () => {
    const { show, emit } = setUp()
    const tree = show('analysis.tree', 5000)
    await vi.advanceTimersByTimeAsync(6000)
    for (let model = 0; model < 10; model++) {
      emit('probes.changed')
      emit('models.changed')
      await vi.advanceTimersByTimeAsync(2400)
    }
    await vi.advanceTimersByTimeAsync(20_000)
    expect(tree.cancelled).toBe(0)
    expect(tree.ended).toBe(tree.begun)
    // Ten changes over 24 seconds: one computation after another, and one more after the last change.
    expect(tree.ended).toBeGreaterThanOrEqual(5)
    expect(tree.ended).toBeLessThanOrEqual(7)
  })

  test('all of them when a connection that was lost is back, also over a new attempt', async () => {
    const { show, become } = setUp()
    const models = show('models.list', 10)
    await vi.advanceTimersByTimeAsync(100)
    become('lost')
    become('open')
    await vi.advanceTimersByTimeAsync(100)
    expect(models.ended).toBe(2)
    become('down')
    become('open')
    await vi.advanceTimersByTimeAsync(100)
    expect(models.ended).toBe(3)
  })

  test('not one that the reader has cancelled', async () => {
    const { show, emit, client } = setUp()
    const tree = show('analysis.tree', 5000)
    await vi.advanceTimersByTimeAsync(100)
    emit('probes.changed')
    await vi.advanceTimersByTimeAsync(1000)
    void client.cancelQueries({ queryKey: ['analysis.tree', {}] })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(tree).toMatchObject({ begun: 1, cancelled: 1 })
  })

  test('not those of commands, and none after it is ended, be there an event on its way', async () => {
    const { show, emit, end, become } = setUp()
    const command = show('models.rename', 10)
    const models = show('models.list', 10)
    await vi.advanceTimersByTimeAsync(100)
    emit('models.changed')
    await vi.advanceTimersByTimeAsync(1000)
    expect([command.ended, models.ended]).toEqual([1, 2])
    emit('models.changed')
    end()
    emit('models.changed')
    become('lost')
    become('open')
    await vi.advanceTimersByTimeAsync(1000)
    expect([command.ended, models.ended]).toEqual([1, 2])
  })

  test('the one that failed under way, too', async () => {
    const { client, emit } = setUp()
    let asked = 0
    const observer = new QueryObserver(client, {
      queryKey: ['models.list', {}],
      queryFn: async () => {
        asked += 1
        await new Promise((resolve) => setTimeout(resolve, 1000))
        if (asked === 1) throw new Error('no such thing')
        return asked
      },
    })
    observer.subscribe(() => undefined)
    await vi.advanceTimersByTimeAsync(100)
    emit('models.changed')
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked).toBe(2)
    expect(client.getQueryData(['models.list', {}])).toBe(2)
  })

  test('the queue as it is told, without a call', () => {
    const { emit, client } = setUp()
    emit('queue', { jobs: [], paused: true })
    expect(client.getQueryData(['queue.get', {}])).toEqual({ input: {}, output: { jobs: [], paused: true } })
  })
})

describe('a computation that keeps its answer itself is told that it is stale', () => {
  test('by the events that its call rests on, at most once in a while, and by a connection that is back', async () => {
    const { connection, emit, become } = setUp()
    const isStale = vi.fn()
    const end = whenStale(connection, 'forecast.fromDistance', isStale)
    for (const event of ['probes.changed', 'genomes.changed', 'models.changed']) emit(event)
    emit('emergence.changed')
    await vi.advanceTimersByTimeAsync(1000)
    expect(isStale).toHaveBeenCalledTimes(1)
    become('lost')
    become('open')
    expect(isStale).toHaveBeenCalledTimes(2)
    emit('scores.changed')
    end()
    emit('scores.changed')
    become('lost')
    become('open')
    await vi.advanceTimersByTimeAsync(1000)
    expect(isStale).toHaveBeenCalledTimes(2)
  })
})
