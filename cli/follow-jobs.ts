import { isUnfinished, type JobState } from '../engine/jobs/job-state.ts'
import type { Session } from './session.ts'

/** What is shown of a job while it is followed. */
interface FollowedJob {
  readonly id: string
  readonly modelName: string
  readonly state: JobState
  readonly done: number
  readonly waitsFor?: string
}

interface FollowedQueue<J> {
  readonly jobs: J[]
  readonly remaining: number | null
}

/** A queue of the engine as a command follows it. */
interface Followed<J extends FollowedJob, Started extends { readonly jobs: J[] }> {
  /** Calls back with every state of the queue until the answer is called. */
  readonly on: (listener: (state: FollowedQueue<J>) => void) => () => void
  readonly start: () => Promise<Started>
  readonly get: () => Promise<FollowedQueue<J>>
  readonly cancelAll: () => Promise<unknown>
  /** What a job counts, and how many of them it has. */
  readonly unit: string
  readonly total: (job: J) => number
}

/**
 * Starts jobs and follows them to their end, with progress on stderr. Answers what starting them gave, the jobs in
 * their final state. An interruption cancels the jobs; what was stored by then is kept.
 */
export async function followJobs<J extends FollowedJob, Started extends { readonly jobs: J[] }>(
  { output, interruption }: Pick<Session, 'output' | 'interruption'>,
  queue: Followed<J, Started>,
): Promise<Started> {
  const latest = new Map<string, J>()
  let started: Set<string> | undefined
  let settle = (): void => undefined
  const settled = new Promise<void>((resolve) => (settle = resolve))

  const follow = (state: FollowedQueue<J>): void => {
    for (const job of state.jobs) latest.set(job.id, job)
    if (started === undefined) return
    const startedJobs = [...started].map((id) => latest.get(id)).filter((job) => job !== undefined)
    const isOver = startedJobs.length === started.size && !startedJobs.some(isUnfinished)
    // Once all have ended nothing is left, also where a job failed early.
    showProgress(startedJobs, isOver ? { ...state, remaining: null } : state)
    if (isOver) settle()
  }
  let noted: string | undefined
  const noteWaiting = (reason: string | undefined): void => {
    if (reason !== undefined && reason !== noted) output.note(`waiting ${reason}`)
    noted = reason
  }
  const showProgress = (startedJobs: readonly J[], state: FollowedQueue<J>): void => {
    const active = startedJobs.find((job) => job.state === 'running' || job.state === 'loading')
    noteWaiting((active ?? startedJobs.find((job) => job.waitsFor !== undefined))?.waitsFor)
    // Between two jobs none is active: then the next one is named, at the end the last one.
    const named = active ?? startedJobs.find(isUnfinished) ?? startedJobs.at(-1)
    const label = named === undefined ? '' : `${named.modelName}${named.state === 'loading' ? ' (loading)' : ''}`
    const done = startedJobs.reduce((sum, job) => sum + (job.state === 'done' ? queue.total(job) : job.done), 0)
    const total = startedJobs.reduce((sum, job) => sum + queue.total(job), 0)
    output.progress.update({ label, done, total, unit: queue.unit, remaining: state.remaining })
  }

  const end = queue.on(follow)
  try {
    const answer = await queue.start()
    started = new Set(answer.jobs.map((job) => job.id))
    if (answer.jobs.length === 0) return answer
    for (const job of answer.jobs) if (!latest.has(job.id)) latest.set(job.id, job)
    follow(await queue.get())
    await interruption.guard(settled, async () => {
      await queue.cancelAll()
      await settled
    })
    return { ...answer, jobs: [...started].map((id) => latest.get(id)!) }
  } finally {
    end()
    output.progress.end()
  }
}
