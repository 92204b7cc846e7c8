import { contentOf, type JobStore, type QueueName, type StoredQueuedJob } from '../store/job-store.ts'
import type { EngineLock } from '../store/engine-lock.ts'
import { isLocked } from '../store/writable.ts'
import type { JobRecord } from './job.ts'
import { isUnfinished } from './job-state.ts'
import { logFault } from './log-fault.ts'

/** Milliseconds after which a queue is stored that could not be stored at once. */
const retryAfter = 500

/** What queues keep beyond the end of their engine, and how they see those of other engines. */
export interface JobKeeping {
  readonly store: JobStore
  readonly lock: EngineLock
  /** Id of this engine. */
  readonly engine: string
}

/**
 * The jobs of one queue as they are stored, beside those of other engines on the same database: an engine that runs
 * works on its jobs itself; those of one that has ended were interrupted.
 */
export class KeptJobs {
  private readonly keeping: JobKeeping
  private readonly queue: QueueName
  private records: () => readonly JobRecord<object, unknown>[]
  private saved = ''
  private timer: NodeJS.Timeout | undefined

  /** @param records the jobs of the queue */
  constructor(keeping: JobKeeping, queue: QueueName, records: () => readonly JobRecord<object, unknown>[]) {
    this.keeping = keeping
    this.queue = queue
    this.records = records
  }

  /** Stores the queue as it is now where that has changed; a little later where another process is writing. */
  save(): void {
    try {
      this.write()
    } catch (error) {
      // The jobs are worked on all the same; they would not outlive the program.
      if (!isLocked(error)) logFault(error)
      this.timer ??= setTimeout(() => {
        this.timer = undefined
        this.save()
      }, retryAfter).unref()
    }
  }

  /**
   * Notes that this engine works on a job. Where another one works on the same already, answers that one's process and
   * notes nothing.
   */
  claim(job: JobRecord<object, unknown>): number | undefined {
    const { store, lock, engine } = this.keeping
    return store.inOneStep(() => {
      const content = contentOf(job.key)
      const busy = store
        .list(this.queue)
        .find(
          (other) =>
            other.engine !== engine && other.isAtWork && other.content === content && lock.isRunning(other.engine),
        )
      if (busy !== undefined) return busy.process
      store.noteWork(job.id)
      // What is stored is no longer what was saved last.
      this.saved = ''
      return undefined
    })
  }

  /** Jobs of engines that have ended. */
  interrupted(): StoredQueuedJob[] {
    return this.others().filter(({ engine }) => !this.keeping.lock.isRunning(engine))
  }

  /** Jobs of other engines that run. */
  elsewhere(): StoredQueuedJob[] {
    return this.others().filter(({ engine }) => this.keeping.lock.isRunning(engine))
  }

  /**
   * Forgets interrupted jobs and stores the queue as `change` leaves it, in one step: a program that is killed in
   * between loses none, and no other engine gets them too.
   *
   * @param change what becomes of the queue, by the jobs that are forgotten
   */
  replaceInterrupted<T>(
    isReplaced: (job: StoredQueuedJob) => boolean,
    change: (replaced: readonly StoredQueuedJob[]) => T,
  ): T {
    if (!this.interrupted().some(isReplaced)) return change([])
    const { store } = this.keeping
    return store.inOneStep(() => {
      const replaced = this.interrupted().filter(isReplaced)
      const result = change(replaced)
      store.remove(replaced.map(({ id }) => id))
      this.write()
      return result
    })
  }

  close(): void {
    clearTimeout(this.timer)
  }

  /** Throws what SQLite throws where it cannot be stored. */
  private write(): void {
    const jobs = this.records().flatMap((job) => (isUnfinished(job) ? [rowOf(job)] : []))
    const text = JSON.stringify(jobs)
    if (text === this.saved) return
    const { store, lock, engine } = this.keeping
    if (jobs.length > 0) lock.hold()
    store.save(this.queue, engine, jobs)
    this.saved = text
  }

  private others(): StoredQueuedJob[] {
    return this.keeping.store.list(this.queue).filter(({ engine }) => engine !== this.keeping.engine)
  }
}

function rowOf(job: JobRecord<object, unknown>): Omit<StoredQueuedJob, 'engine'> {
  return {
    id: job.id,
    process: process.pid,
    modelId: (job.key as { readonly modelId: string }).modelId,
    content: contentOf(job.key),
    pieces: job.pieces,
    load: JSON.stringify(job.load),
    precisionReason: job.precisionReason,
    isHeld: job.isHeld,
    isBegun: job.runningSince !== null || job.done > 0,
    isAtWork: job.runningSince !== null,
  }
}
