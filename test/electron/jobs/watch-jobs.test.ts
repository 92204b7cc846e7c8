import { expect, test, vi } from 'vitest'
import { watchJobs } from '../../../electron/jobs/watch-jobs.ts'
import type { Api } from '../../../engine/api/contract.ts'

function setUp() {
  const listeners = new Map<string, (payload: unknown) => void>()
  const told = vi.fn()
  let time = 0
  const end = watchJobs(
    {
      on: ((name: string, listener: (payload: unknown) => void) => {
        listeners.set(name, listener)
        return () => listeners.delete(name)
      }) as Api['on'],
    },
    told,
    () => time,
  )
  const jobs = (...states: string[]) => states.map((state, index) => ({ state, modelName: `model ${index}` }))
  return {
    told,
    end,
    listeners,
    jobs,
    pass: (milliseconds: number) => (time += milliseconds),
    queue: (states: string[], done: number, genes: number) =>
      listeners.get('queue')?.({ jobs: jobs(...states), done, genes }),
    scoring: (states: string[], done: number, items: number) =>
      listeners.get('scoring')?.({ jobs: jobs(...states), done, items }),
  }
}

test('progress is the share of the work of both queues, told when a hundredth more is done', () => {
  const { queue, scoring, told } = setUp()
  queue(['running', 'waiting'], 0, 1000)
  for (let done = 1; done <= 20; done++) queue(['running', 'waiting'], done, 1000)
  scoring(['running'], 50, 100)
  scoring(['done'], 100, 100)
  queue(['done', 'done'], 1000, 1000)
  expect(told.mock.calls.map(([{ progress }]) => progress)).toEqual([0, 0.01, 0.02, 0.06, 0.02, null])
  expect(told.mock.calls.some(([{ ended }]) => ended !== null)).toBe(false)
})

test('the end of long work is told in words', () => {
  const { queue, scoring, told, pass } = setUp()
  queue(['running', 'waiting', 'waiting'], 0, 10)
  pass(25_000)
  queue(['done', 'failed', 'done'], 10, 10)
  expect(told).toHaveBeenLastCalledWith({
    progress: null,
    ended: { title: 'Probing has ended, with failures', body: '2 models are probed. 1 model failed.' },
  })
  scoring(['running'], 0, 10)
  pass(25_000)
  scoring(['done'], 10, 10)
  expect(told).toHaveBeenLastCalledWith({
    progress: null,
    ended: { title: 'Scoring has ended', body: 'model 0 is scored.' },
  })
})

test('short work, and what was cancelled, is not told of', () => {
  const { queue, told, pass } = setUp()
  queue(['running'], 0, 10)
  pass(1_000)
  queue(['done'], 10, 10)
  queue(['running'], 0, 10)
  pass(60_000)
  queue(['cancelled'], 4, 10)
  expect(told.mock.calls.some(([{ ended }]) => ended !== null)).toBe(false)
})

test('a queue that is there already, done, is no news', () => {
  const { queue, told, end, listeners } = setUp()
  queue(['done', 'failed'], 10, 10)
  expect(told).not.toHaveBeenCalled()
  end()
  expect(listeners.size).toBe(0)
})
