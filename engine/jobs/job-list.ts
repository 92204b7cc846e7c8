import { randomUUID } from 'node:crypto'
import { withMoved } from '../api/job-order.ts'
import { BlockTimes } from './block-times.ts'
import { type JobRecord, paceOf, type WantedJob } from './job.ts'
import type { StoredJob } from './job-kind.ts'
import { isReady, isUnfinished } from './job-state.ts'
import { perPiece, type KnownPace } from './time-left.ts'

/**
 * The jobs of a queue in the order in which they are worked on, those that have ended among them until they are
 * cleared. Small models come first, so that there is soon something to compare, until somebody moves a job.
 */
export class JobList<Key, Facts, Stored extends StoredJob> {
  /** No job is begun then, and none that runs begins a block. */
  isPaused = false
  private records: JobRecord<Key, Facts>[] = []
  /** Counts the times that the queue was filled after it had been empty. */
  private filling = 0
  /** Whether a job was moved since the queue was last empty. */
  private isArranged = false
  private latest: KnownPace | null = null
  private readonly isSameKey: (left: Key, right: Key) => boolean

  constructor(isSameKey: (left: Key, right: Key) => boolean) {
    this.isSameKey = isSameKey
  }

  get jobs(): readonly JobRecord<Key, Facts>[] {
    return this.records
  }

  /**
   * Adds what has anything left to do and answers what has not as `skipped`; a job that is queued already is answered
   * as it is.
   *
   * @param asGiven whether their order stays
   */
  add(
    wanted: readonly WantedJob<Key, Facts, Stored>[],
    { asGiven = false } = {},
  ): { jobs: JobRecord<Key, Facts>[]; skipped: Stored[] } {
    if (!this.records.some(isUnfinished)) {
      this.filling += 1
      this.isArranged = false
    }
    const jobs: JobRecord<Key, Facts>[] = []
    const skipped: Stored[] = []
    for (const { stored, isOver, ...job } of wanted) {
      const queued = this.records.find((record) => isUnfinished(record) && this.isSameKey(record.key, job.key))
      if (queued !== undefined) {
        jobs.push(queued)
      } else if (stored !== undefined && isOver) {
        skipped.push(stored)
      } else {
        this.records = this.records.filter((record) => isUnfinished(record) || !this.isSameKey(record.key, job.key))
        const record: JobRecord<Key, Facts> = {
          ...job,
          id: randomUUID(),
          filling: this.filling,
          earlier: stored !== undefined && stored.done > 0 ? stored.elapsed / stored.done : null,
          abort: new AbortController(),
          state: 'waiting',
          isHeld: false,
          done: (stored?.done ?? 0) + (stored?.setAside.length ?? 0),
          elapsed: 0,
          runningSince: null,
          times: new BlockTimes(),
          failure: null,
        }
        this.records.push(record)
        jobs.push(record)
      }
    }
    if (asGiven) this.isArranged = true
    if (!this.isArranged) this.putSmallFirst()
    return { jobs, skipped }
  }

  /** Moves an unfinished job in front of another one, or behind all of them (null). */
  move(job: JobRecord<Key, Facts>, before: JobRecord<Key, Facts> | null): void {
    if (job === before) return
    this.isArranged = true
    this.records = withMoved(this.records, job.id, before?.id ?? null)
  }

  withId(jobId: string): JobRecord<Key, Facts> | undefined {
    return this.records.find(({ id }) => id === jobId)
  }

  /** Removes the jobs that have ended. */
  clear(): void {
    this.records = this.records.filter(isUnfinished)
  }

  /** The first job that may be begun or gone on with, of those that fit. */
  next(fits: (job: JobRecord<Key, Facts>) => boolean): JobRecord<Key, Facts> | undefined {
    return this.isPaused ? undefined : this.records.find((job) => isReady(job) && fits(job))
  }

  /** Jobs that are unfinished, or were done since the queue was last empty. */
  inThisFilling(): JobRecord<Key, Facts>[] {
    return this.records.filter((job) => isUnfinished(job) || (job.state === 'done' && job.filling === this.filling))
  }

  /** Orders the jobs that wait by the size of their models; what was begun or has ended keeps its place. */
  private putSmallFirst(): void {
    const waits = (job: JobRecord<Key, Facts>): boolean => job.state === 'waiting'
    const bySize = this.records.filter(waits).sort((left, right) => left.modelSize - right.modelSize)
    this.records = this.records.map((job) => (waits(job) ? bySize.shift()! : job))
  }

  /** The pace of the running job where it is known, else that of the latest job that had one. */
  get latestPace(): KnownPace | null {
    const running = this.records.find((job) => job.runningSince !== null)
    return (running === undefined ? null : knownPace(running)) ?? this.latest
  }

  /** Remembers the pace of a job that has ended, where it is known. */
  rememberPace(job: JobRecord<Key, Facts>): void {
    this.latest = knownPace(job) ?? this.latest
  }
}

function knownPace(job: JobRecord<unknown, unknown>): KnownPace | null {
  const rate = perPiece(paceOf(job))
  return rate === null ? null : { perPiece: rate, size: job.modelSize, expected: job.expected }
}
