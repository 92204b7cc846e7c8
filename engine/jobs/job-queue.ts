import { requiredModel } from '../library/required-model.ts'
import type { Precision } from '../../native/schemas/load-settings.ts'
import { ApiError } from '../api/contract.ts'
import type { StoredModel } from '../store/model-store.ts'
import type { InferenceOptions } from './inference-options.ts'
import type { JobRecord, WantedJob } from './job.ts'
import type { JobKind, StoredJob } from './job-kind.ts'
import { JobList } from './job-list.ts'
import { enter, isUnfinished } from './job-state.ts'
import { QueueNotices } from './queue-notices.ts'
import { QueueWorker } from './queue-worker.ts'
import { type ShownQueue, shownQueue } from './shown-queue.ts'

/**
 * Works on one model at a time, in the order of its list (see JobList), and never while another queue has a model
 * loaded. Jobs live in this process; what they have done is in the database, so a job that is started again after a
 * restart does only what is missing.
 */
export class JobQueue<
  Key extends { readonly modelId: string; readonly precision: Precision },
  Facts,
  Stored extends StoredJob,
> {
  private readonly options: InferenceOptions
  private readonly list: JobList<Key, Facts, Stored>
  private readonly notices: QueueNotices
  private readonly worker: QueueWorker<Key, Facts, Stored>

  constructor(options: InferenceOptions, kind: JobKind<Key, Facts, Stored>) {
    this.options = options
    this.list = new JobList(kind.isSameKey)
    this.notices = new QueueNotices(kind)
    this.worker = new QueueWorker(options, kind, this.list, this.notices)
  }

  /** The models with these ids, each once. Throws ApiError where one is not in the library. */
  models(ids: readonly string[]): StoredModel[] {
    return [...new Set(ids)].map((id) => requiredModel(this.options.models, id))
  }

  /** Adds to the list what has anything left to do, and begins to work on it; see JobList. */
  start(wanted: readonly WantedJob<Key, Facts, Stored>[]): { jobs: JobRecord<Key, Facts>[]; skipped: Stored[] } {
    const added = this.list.add(wanted)
    this.worker.begin()
    this.notices.changed()
    return added
  }

  /** No new block is begun until `resume`; the pieces in flight are finished and stored, then the model is unloaded. */
  pause(): void {
    this.list.isPaused = true
    this.notices.changed()
  }

  resume(): void {
    this.list.isPaused = false
    this.worker.begin()
    this.notices.changed()
  }

  /** Cancels a job; what it has stored stays. Throws ApiError where there is no such job. */
  cancel(jobId: string): void {
    this.end(this.job(jobId))
  }

  /**
   * No new block of this job is begun until `release`; the queue goes on with the others. Throws ApiError where there
   * is no such job; one that has ended is left as it is.
   */
  hold(jobId: string): void {
    const job = this.job(jobId)
    if (!isUnfinished(job)) return
    job.isHeld = true
    if (job.state === 'waiting') enter(job, 'paused')
    this.notices.changed()
  }

  /** Gives a held job its turn again, where it stands in the queue. Throws ApiError where there is no such job. */
  release(jobId: string): void {
    const job = this.job(jobId)
    if (!job.isHeld || !isUnfinished(job)) return
    job.isHeld = false
    if (job.state === 'paused') enter(job, 'waiting')
    this.worker.begin()
    this.notices.changed()
  }

  /**
   * Moves a job in front of another one, or behind all (null). What runs goes on; the next job is the first that waits.
   * Throws ApiError where there is no such job, or where it has ended.
   */
  move(jobId: string, before: string | null): void {
    const job = this.job(jobId)
    const next = before === null ? null : this.job(before)
    if (!isUnfinished(job))
      throw new ApiError(
        'conflict',
        `${job.modelName} cannot be moved: expected a job that has not ended, found one that is ${job.state}.`,
      )
    this.list.move(job, next)
    this.notices.changed()
  }

  cancelAll(): void {
    for (const job of this.list.jobs) this.end(job)
  }

  /**
   * Cancels every job that fits, e.g. those of a model that is removed, and resolves when none of them works any more,
   * one that was cancelled before included.
   */
  async cancelWhere(fits: (key: Key) => boolean): Promise<void> {
    for (const job of this.list.jobs) if (fits(job.key)) this.end(job)
    await this.worker.untilEnded(fits)
  }

  /** Removes the jobs that have ended from the list. */
  clear(): void {
    this.list.clear()
    this.notices.changed()
  }

  shown(): ShownQueue<Key, Facts> {
    return shownQueue(this.list, (modelId) => this.options.models.nameOf(modelId))
  }

  /** Ends the running job (what it has stored stays) and the inference process. */
  async close(): Promise<void> {
    const closed = this.worker.close()
    for (const job of this.list.jobs) job.abort.abort()
    await closed
    this.notices.stop()
  }

  private job(jobId: string): JobRecord<Key, Facts> {
    const job = this.list.withId(jobId)
    if (job === undefined) throw new ApiError('not-found', `There is no job with the id ${jobId} in the queue.`)
    return job
  }

  private end(job: JobRecord<Key, Facts>): void {
    if (!isUnfinished(job)) return
    enter(job, 'cancelled')
    job.abort.abort()
    this.notices.changed()
  }
}
