import type { JobRecord } from './job.ts'
import type { Sitting } from './sitting.ts'

/** What is stored of a job. */
export interface StoredJob {
  readonly done: number
  readonly setAside: readonly number[]
  /** Milliseconds, over all sittings. */
  readonly elapsed: number
}

/** What a kind of job is: the genes of a probe, the questions of a run. */
export interface JobKind<Key, Facts, Stored> {
  readonly isSameKey: (left: Key, right: Key) => boolean
  readonly find: (key: Key) => Stored | undefined
  /** Whether nothing of it is left to do. */
  readonly isOver: (stored: Stored) => boolean
  /** What else is known of a job; undefined where what it is on has been removed. */
  readonly factsOf: (key: Key, stored: Stored | undefined) => Facts | undefined
  /** Milliseconds that a piece of each job is estimated to take; null where nothing is known. */
  readonly expected: (keys: readonly Key[]) => (number | null)[]
  /** What the model is probed with or scored on, by its name. */
  readonly subjectOf: (facts: Facts) => string
  /** Does what is missing. Rejects with JobFailure, and with the signal's reason on abort. */
  readonly work: (job: JobRecord<Key, Facts>, sitting: Sitting) => Promise<'done' | 'paused'>
  /**
   * Whether a job can go on with the process of the one that ended before it; it is then taken next, wherever it stands
   * in the queue. Absent: each job has a process of its own, and gives the slot back.
   */
  readonly canFollow?: (job: JobRecord<Key, Facts>, before: JobRecord<Key, Facts>) => boolean
  /** Called at most five times a second while something changes. */
  readonly onChange: () => void
  /** Called when what is stored has grown; at most every two seconds while a job runs, and at its end (`ended`). */
  readonly onGrowth: (ended: boolean) => void
}
