import { expect, it } from 'vitest'
import { followJobs } from '../../cli/follow-jobs.ts'
import type { Progress } from '../../cli/progress.ts'

type State = 'waiting' | 'loading' | 'running' | 'done' | 'failed' | 'cancelled'
interface Job {
  readonly id: string
  readonly modelName: string
  readonly state: State
  readonly done: number
}

/** The progress shown while one job goes through these states. */
async function shown(states: readonly (readonly [State, number])[]): Promise<string[]> {
  const seen: string[] = []
  const jobs = states.map(([state, done]): Job => ({ id: 'j', modelName: 'oak', state, done }))
  let tell: (state: { jobs: Job[]; remaining: null }) => void = () => undefined
  const following = followJobs<Job, { jobs: Job[] }>(
    {
      output: {
        progress: {
          update: ({ done, total }: Progress) => {
            seen.push(`${String(done)}/${String(total)}`)
          },
          line: () => undefined,
          end: () => undefined,
        },
      } as never,
      interruption: { guard: (work: Promise<unknown>) => work } as never,
    },
    {
      on: (listener) => {
        tell = listener
        return () => undefined
      },
      start: () => Promise.resolve({ jobs: jobs.slice(0, 1) }),
      get: () => Promise.resolve({ jobs: jobs.slice(0, 1), remaining: null }),
      cancelAll: () => Promise.resolve(),
      unit: 'genes',
      total: () => 128,
    },
  )
  await new Promise((resolve) => setImmediate(resolve))
  for (const job of jobs.slice(1)) tell({ jobs: [job], remaining: null })
  await following
  return seen
}

it.each([
  ['failed', '37/128'],
  ['cancelled', '37/128'],
  ['done', '128/128'],
] as const)('a job that ends as %s ends with %s genes', async (state, last) => {
  expect(
    await shown([
      ['loading', 0],
      ['running', 32],
      [state, 37],
    ]),
  ).toEqual(['0/128', '32/128', last])
})

it('names a job also while none is active, and no time is left once it has failed', async () => {
  const updates: Progress[] = []
  let tell: (state: { jobs: Job[]; remaining: number | null }) => void = () => undefined
  const job = (state: State): Job => ({ id: 'j', modelName: 'oak', state, done: 0 })
  const following = followJobs<Job, { jobs: Job[] }>(
    {
      output: {
        progress: {
          update: (progress: Progress) => {
            updates.push(progress)
          },
          line: () => undefined,
          end: () => undefined,
        },
      } as never,
      interruption: { guard: (work: Promise<unknown>) => work } as never,
    },
    {
      on: (listener) => {
        tell = listener
        return () => undefined
      },
      start: () => Promise.resolve({ jobs: [job('waiting')] }),
      get: () => Promise.resolve({ jobs: [job('waiting')], remaining: 9000 }),
      cancelAll: () => Promise.resolve(),
      unit: 'genes',
      total: () => 128,
    },
  )
  await new Promise((resolve) => setImmediate(resolve))
  tell({ jobs: [job('failed')], remaining: 0 })
  await following
  expect(updates).toEqual([
    { label: 'oak', done: 0, total: 128, unit: 'genes', remaining: 9000 },
    { label: 'oak', done: 0, total: 128, unit: 'genes', remaining: null },
  ])
})
