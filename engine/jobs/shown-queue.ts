import type { InterruptedJob, JobElsewhere, QueuedJob } from '../api/job-contract.ts'
import { type JobRecord, paceOf, shownJob } from './job.ts'
import type { StoredJob } from './job-kind.ts'
import type { JobList } from './job-list.ts'
import { isUnfinished } from './job-state.ts'
import { timeLeft } from './time-left.ts'

/** The queue as the Api shows it, in pieces; each job with what is shown of every job. */
export interface ShownQueue<Key, Facts> {
  readonly jobs: readonly (readonly [job: JobRecord<Key, Facts>, shown: QueuedJob])[]
  readonly paused: boolean
  /** Pieces over all unfinished jobs and those finished since the queue was last empty. */
  readonly pieces: number
  readonly done: number
  /** Milliseconds of all unfinished jobs together that are not held; null where that of one is not known. */
  readonly remaining: number | null
  readonly interrupted: InterruptedJob[]
  readonly elsewhere: JobElsewhere[]
}

/** @param nameOf the name of a model now; undefined where it has been removed */
export function shownQueue<Key extends { readonly modelId: string }, Facts>(
  list: JobList<Key, Facts, StoredJob>,
  nameOf: (modelId: string) => string | undefined,
): Omit<ShownQueue<Key, Facts>, 'interrupted' | 'elsewhere'> {
  const left = timeLeft(list.jobs.map(paceOf), list.latestPace)
  const jobs = list.jobs.map(
    (job, index) =>
      [job, shownJob(job, nameOf(job.key.modelId), job.state === 'running' ? (left[index] ?? null) : null)] as const,
  )
  const open = list.jobs.flatMap((job, index) => (isUnfinished(job) && !job.isHeld ? [left[index] ?? null] : []))
  const counted = list.inThisFilling()
  return {
    jobs,
    paused: list.isPaused,
    pieces: counted.reduce((sum, job) => sum + job.pieces, 0),
    done: counted.reduce((sum, job) => sum + job.done, 0),
    remaining: open.reduce((sum, remaining) => (sum === null || remaining === null ? null : sum + remaining), 0),
  }
}
