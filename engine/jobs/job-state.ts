import type { QueuedJob } from '../api/job-contract.ts'

export type JobState = QueuedJob['state']

/**
 * A job's life: what may follow each state. It loads anew from `running` where its process died, or where dequantized
 * weights turned out not to work. A job that was paused by itself waits for its turn again. Nothing follows an end:
 * what is started again is a new job.
 */
export const followers = {
  waiting: ['loading', 'paused', 'cancelled'],
  loading: ['running', 'paused', 'done', 'failed', 'cancelled'],
  running: ['loading', 'paused', 'done', 'failed', 'cancelled'],
  paused: ['waiting', 'loading', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
} as const satisfies Readonly<Record<JobState, readonly JobState[]>>

/**
 * Puts a job into a state; the one that it is in already changes nothing. Throws where that state cannot follow: the
 * queue would show something that never was.
 */
export function enter(job: { state: JobState }, next: JobState): void {
  if (job.state === next) return
  const allowed: readonly JobState[] = followers[job.state]
  if (!allowed.includes(next))
    throw new Error(
      `A job that is ${job.state}: expected ${allowed.length === 0 ? 'no further state' : allowed.join(' or ')}, found ${next}`,
    )
  job.state = next
}

/** Whether a job has anything left to do: whether anything can follow. */
export function isUnfinished({ state }: { readonly state: JobState }): boolean {
  return followers[state].length > 0
}

/** Whether the queue may begin with a job, or go on with it. */
export function isReady({ state, isHeld }: { readonly state: JobState; readonly isHeld: boolean }): boolean {
  return !isHeld && (state === 'waiting' || state === 'paused')
}
