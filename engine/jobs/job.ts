import type { LoadSettings } from '../../native/schemas/load-settings.ts'
import type { QueuedJob } from '../api/job-contract.ts'
import type { BlockTimes } from './block-times.ts'
import type { JobFailure } from './job-failure.ts'
import { isUnfinished, type JobState } from './job-state.ts'
import type { Pace } from './time-left.ts'

/** What is to be done with one model. */
export interface WantedJob<Key, Facts, Stored> {
  /** What the job is stored under; no two unfinished jobs share it. */
  readonly key: Key
  /** When the job was started; the model may be named otherwise since. */
  readonly modelName: string
  /** Bytes of the model. */
  readonly modelSize: number
  /** Pieces of work in all: genes, items. */
  readonly pieces: number
  readonly load: LoadSettings
  readonly precisionReason: string | null
  /** What else is known of a job of this kind. */
  readonly facts: Facts
  /** Milliseconds that a piece is estimated to take; null where nothing is known. */
  readonly expected: number | null
  /** What is stored of it already. */
  readonly stored: Stored | undefined
  /** Whether that is all there is to do. */
  readonly isOver: boolean
}

/** A job and what is known of its pace; `state`, `done` and `elapsed` as in the contract. */
export interface JobRecord<Key, Facts>
  extends Omit<WantedJob<Key, Facts, never>, 'stored' | 'isOver' | 'key' | 'load' | 'precisionReason'> {
  /** What was chosen at the start, until dequantized weights turn out not to work (`orStoredWeights`). */
  key: Key
  load: LoadSettings
  precisionReason: string | null
  /** Why weights are evaluated as stored although dequantized ones had been chosen. */
  precisionFallback?: string
  readonly id: string
  /** Which filling of the queue it came with. */
  readonly filling: number
  /** Milliseconds that a piece took in earlier sittings, or null. */
  readonly earlier: number | null
  readonly abort: AbortController
  state: JobState
  /** Whether the job itself is paused, whatever its queue does: no block of it is begun. */
  isHeld: boolean
  /** Pieces done or set aside. */
  done: number
  elapsed: number
  runningSince: number | null
  /** Of this sitting. */
  times: BlockTimes
  failure: JobFailure | null
  /** What the job waits for, in words that follow `waiting`; absent: nothing but its turn. */
  waitsFor?: string
}

export function paceOf(job: JobRecord<unknown, unknown>): Pace {
  return {
    left: isUnfinished(job) ? job.pieces - job.done : 0,
    ...job.times.pace(performance.now()),
    earlier: job.earlier,
    expected: job.expected,
    size: job.modelSize,
  }
}

/**
 * A job as the Api shows it, but for what only its kind has.
 *
 * @param name of its model now; undefined where it has been removed
 */
export function shownJob(
  job: JobRecord<{ readonly modelId: string }, unknown>,
  name: string | undefined,
  remaining: number | null,
): QueuedJob {
  const { gpu, threads, precision } = job.load
  const { failure } = job
  return {
    id: job.id,
    modelId: job.key.modelId,
    modelName: name ?? job.modelName,
    load: { gpu, ...(threads === undefined ? {} : { threads }), ...(precision === undefined ? {} : { precision }) },
    precisionReason: job.precisionReason,
    state: job.state,
    held: job.isHeld,
    ...(job.waitsFor === undefined ? {} : { waitsFor: job.waitsFor }),
    done: job.done,
    elapsed: job.elapsed + (job.runningSince === null ? 0 : performance.now() - job.runningSince),
    remaining,
    failure:
      failure === null
        ? null
        : { message: failure.message, failure: failure.failure, stage: failure.stage, stderr: [...failure.stderr] },
  }
}
