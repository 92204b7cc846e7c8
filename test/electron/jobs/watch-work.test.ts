import { expect, test, vi } from 'vitest'
import { watchWork } from '../../../electron/jobs/watch-work.ts'
import type { WorkNews } from '../../../electron/jobs/work-news.ts'
import { type Api, ApiError } from '../../../engine/api/contract.ts'

function setUp() {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const answers: { resolve(output: unknown): void; reject(error: unknown): void }[] = []
  const told = vi.fn<(news: WorkNews) => void>()
  let time = 0
  const api = {
    call: vi.fn(() => new Promise((resolve, reject) => answers.push({ resolve, reject }))),
    on: (name: string, listener: (payload: unknown) => void) => {
      const heard = listeners.get(name) ?? new Set()
      listeners.set(name, heard.add(listener))
      return () => heard.delete(listener)
    },
  }
  const watched = watchWork(api as unknown as Api, told, () => time)
  const emit = (name: string, payload: unknown): void => listeners.get(name)?.forEach((listener) => listener(payload))
  return {
    ...watched,
    called: api.call,
    answers,
    told,
    listeners,
    pass: (milliseconds: number) => (time += milliseconds),
    operation: (operation: string, done: number, total: number) =>
      emit('operation', { operation, item: '', done, total, unit: 'bytes' }),
    queue: (state: string, done: number) => emit('queue', { jobs: [{ state, modelName: 'oak' }], done, genes: 10 }),
  }
}

const sketch = { modelIds: ['a', 'b'], operation: 'read' }
const sketched = (failure: string | null) => ({ failure })

test('the end of a long call is told with what came of it, and its caller has the answer', async () => {
  const { api, answers, told, pass, called } = setUp()
  const answer = api.call('lineage.sketch', sketch)
  pass(25_000)
  const output = { models: [sketched(null), sketched('no room'), sketched(null)] }
  answers[0]!.resolve(output)
  expect(await answer).toBe(output)
  expect(called).toHaveBeenCalledWith('lineage.sketch', sketch)
  expect(told.mock.calls).toEqual([
    [
      {
        progress: null,
        ended: {
          title: 'Reading weights has ended',
          body: 'The weights of 2 models are read. Those of 1 model are not.',
        },
      },
    ],
  ])
})

test.each([
  ['models.add', { added: [1, 2], refused: [1] }, 'Adding models has ended', '2 models added, 1 file not.'],
  ['scores.import', { scores: 6, models: 2 }, 'Importing scores has ended', '6 scores of 2 models.'],
  ['report.html', { html: '' }, 'Making the report has ended', ''],
  ['projects.merge', { added: { models: 1, probes: 2 } }, 'Merging has ended', 'Brought 1 model, 2 probes.'],
  [
    'projects.export',
    { path: '/a/mine.cladescope', bytes: 2000 },
    'Exporting a profile has ended',
    'mine.cladescope, 2.00 kB.',
  ],
  ['analysis.tree', {}, 'Computing the tree has ended', ''],
] as const)('%s', async (name, output, title, body) => {
  const { api, answers, told, pass } = setUp()
  const answer = api.call(name, { operation: 'o' } as never)
  pass(20_000)
  answers[0]!.resolve(output)
  await answer
  expect(told).toHaveBeenLastCalledWith({ progress: null, ended: { title, body } })
})

test('a failure is told too; what was cancelled, was short or only looks is not', async () => {
  const { api, answers, told, pass } = setUp()
  const failed = api.call('projects.merge', { projectId: 'p', operation: 'm' })
  pass(30_000)
  answers[0]!.reject(new Error('the disk is full'))
  await expect(failed).rejects.toThrow('the disk is full')
  expect(told).toHaveBeenLastCalledWith({
    progress: null,
    ended: { title: 'Merging has failed', body: 'the disk is full' },
  })
  told.mockClear()
  const cancelled = api.call('report.html', { operation: 'r' } as never)
  const look = api.call('projects.merge', { projectId: 'p', dryRun: true, operation: 'l' })
  const quiet = api.call('models.list', {})
  pass(30_000)
  const short = api.call('lineage.sketch', sketch)
  answers[1]!.reject(new ApiError('cancelled', 'The operation was cancelled.'))
  for (const answer of answers.slice(2)) answer.resolve({ models: [] })
  await expect(cancelled).rejects.toThrow('cancelled')
  await Promise.all([look, quiet, short])
  expect(told).not.toHaveBeenCalled()
})

test('progress is that of the call that has run longest, once it has run for two seconds', async () => {
  const { api, answers, told, pass, operation } = setUp()
  const progress = (): unknown[] => told.mock.calls.map(([news]) => news.progress)
  const first = api.call('lineage.sketch', sketch)
  operation('read', 1, 10)
  expect(progress()).toEqual([])
  pass(2_000)
  const second = api.call('report.html', { operation: 'page' } as never)
  operation('read', 2, 10)
  operation('read', 2.001, 10)
  operation('other', 9, 10)
  pass(2_000)
  operation('page', 9, 10)
  operation('read', 3, 10)
  expect(progress()).toEqual([0.2, 0.3])
  answers[0]!.resolve({ models: [] })
  await first
  expect(progress()).toEqual([0.2, 0.3, 0.9])
  answers[1]!.resolve({})
  await second
  expect(progress()).toEqual([0.2, 0.3, 0.9, null])
})

test('while a queue runs its progress is shown; then that of the call goes on', async () => {
  const { api, told, pass, operation, queue } = setUp()
  const progress = (): unknown[] => told.mock.calls.map(([news]) => news.progress)
  void api.call('lineage.sketch', sketch)
  pass(5_000)
  operation('read', 4, 10)
  queue('running', 1)
  operation('read', 5, 10)
  queue('done', 10)
  expect(progress()).toEqual([0.4, 0.1, 0.5])
})

test('no listener is left at its end', () => {
  const { end, listeners } = setUp()
  end()
  expect([...listeners.values()].every((heard) => heard.size === 0)).toBe(true)
})

test('every call that is told of by its operation has words, but for those that begin by themselves or only queue', async () => {
  const { calls } = await import('../../../engine/api/contract.ts')
  const { isTold } = await import('../../../electron/jobs/call-words.ts')
  const named = (Object.keys(calls) as (keyof typeof calls)[]).filter((name) => {
    const input = calls[name].input as { readonly shape?: object }
    return 'operation' in (input.shape ?? {})
  })
  expect(named.filter((name) => !isTold(name, {} as never))).toEqual([
    'operations.cancel',
    'sources.find',
    'scores.measure',
  ])
})
