import { expect, it } from 'vitest'
import { followJobs } from '../../cli/follow-jobs.ts'
import type { Progress } from '../../cli/progress.ts'

type State = 'loading' | 'running' | 'done' | 'failed' | 'cancelled'
interface Job { readonly id: string; readonly modelName: string; readonly state: State; readonly done: number }

/** The progress shown while one job goes through these states. */
async function shown(states: readonly (readonly [State, number])[]): Promise<string[]> {
  const seen: string[] = []
  const jobs = states.map(([state, done]): Job => ({ id: 'j', modelName: 'oak', state, done }))
  let tell: (state: { jobs: Job[]; remaining: null }) => void = () => undefined
  const following = followJobs<Job, { jobs: Job[] }>(
    {
      output: { progress: { update: ({ done, total }: Progress) => { seen.push(`${String(done)}/${String(total)}`) }, line: () => undefined, end: () => undefined } } as never,
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
  expect(await shown([['loading', 0], ['running', 32], [state, 37]])).toEqual(['0/128', '32/128', last])
})
