import { requiredModel } from '../library/required-model.ts'
import type { LoadSettings, Precision } from '../../native/schemas/load-settings.ts'
import { ApiError } from '../api/contract.ts'
import type { JobElsewhere, MovedJob } from '../api/job-contract.ts'
import { placeAfterStep } from '../api/job-order.ts'
import { contentOf, type QueueName, type StoredQueuedJob } from '../store/job-store.ts'
import type { StoredModel } from '../store/model-store.ts'
import type { InferenceOptions } from './inference-options.ts'
import type { JobRecord, WantedJob } from './job.ts'
import type { JobKind, StoredJob } from './job-kind.ts'
import { processText } from '../store/lock-holder.ts'
import { JobList } from './job-list.ts'
import { KeptJobs } from './kept-jobs.ts'
import { enter, isUnfinished } from './job-state.ts'
import { QueueNotices } from './queue-notices.ts'
import { QueueWorker } from './queue-worker.ts'
import { type ShownQueue, shownQueue } from './shown-queue.ts'

/** Milliseconds after which it is looked again how far other engines are, and whether they still run. */
const lookElsewhereAfter = 1000

/**
 * Works on one model at a time, in the order of its list (see JobList), and never while another queue has a model
 * loaded. Unfinished jobs and what they have done are in the database: what an engine left when it ended can be taken
 * up by the next one, which does only what is missing.
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
  private readonly kind: JobKind<Key, Facts, Stored>
  private readonly kept: KeptJobs
  private lookAgain: NodeJS.Timeout | undefined

  constructor(options: InferenceOptions, name: QueueName, kind: JobKind<Key, Facts, Stored>) {
    this.options = options
    this.kind = kind
    this.list = new JobList(kind.isSameKey)
    this.notices = new QueueNotices(kind)
    this.kept = new KeptJobs(options.keeping, name, () => this.list.jobs)
    this.worker = new QueueWorker(options, kind, this.list, this.notices, this.kept)
  }

  /** The models with these ids, each once. Throws ApiError where one is not in the library. */
  models(ids: readonly string[]): StoredModel[] {
    return [...new Set(ids)].map((id) => requiredModel(this.options.models, id))
  }

  /** Adds to the list what has anything left to do, and begins to work on it; see JobList. */
  start(wanted: readonly WantedJob<Key, Facts, Stored>[]): { jobs: JobRecord<Key, Facts>[]; skipped: Stored[] } {
    const contents = new Set(wanted.map(({ key }) => contentOf(key)))
    const added = this.kept.replaceInterrupted(
      ({ content }) => contents.has(content),
      () => this.list.add(wanted),
    )
    this.changed()
    this.worker.begin()
    return added
  }

  /**
   * Queues what engines that have ended left, in their order. What had all been stored is done; what is gone is left
   * out.
   */
  resumeInterrupted(): void {
    this.kept.replaceInterrupted(
      () => true,
      (left) => {
        const { jobs } = this.list.add(this.wantedAgain(left), { asGiven: true })
        const held = new Set(left.flatMap(({ isHeld, content }) => (isHeld ? [content] : [])))
        for (const job of jobs.filter(({ key }) => held.has(contentOf(key)))) holdJob(job)
      },
    )
    this.changed()
    this.worker.begin()
  }

  /** Forgets the jobs that engines left when they ended; what they have stored stays. */
  forgetInterrupted(): void {
    this.kept.replaceInterrupted(
      () => true,
      () => undefined,
    )
    this.notices.changed()
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
    this.end([this.job(jobId)])
  }

  /**
   * No new block of this job is begun until `release`; the queue goes on with the others. Throws ApiError where there
   * is no such job; one that has ended is left as it is.
   */
  hold(jobId: string): void {
    const job = this.job(jobId)
    if (!isUnfinished(job)) return
    holdJob(job)
    this.changed()
  }

  /** Gives a held job its turn again, where it stands in the queue. Throws ApiError where there is no such job. */
  release(jobId: string): void {
    const job = this.job(jobId)
    if (!job.isHeld || !isUnfinished(job)) return
    job.isHeld = false
    if (job.state === 'paused') enter(job, 'waiting')
    this.changed()
    this.worker.begin()
  }

  /**
   * Moves a job. What runs goes on; the next job is the first that waits. A step of what is first or last already, or
   * has begun, changes nothing. Throws ApiError where there is no such job, or where it has ended.
   */
  move(move: MovedJob): void {
    const job = this.job(move.jobId)
    const before = 'step' in move ? placeAfterStep(this.list.jobs, job.id, move.step) : move.before
    const next = typeof before === 'string' ? this.job(before) : before
    if (!isUnfinished(job))
      throw new ApiError(
        'conflict',
        `${job.modelName} cannot be moved: expected a job that has not ended, found one that is ${job.state}.`,
      )
    if (next === undefined) return
    this.list.move(job, next)
    this.changed()
  }

  cancelAll(): void {
    this.end(this.list.jobs)
  }

  /**
   * Cancels every job that fits, e.g. those of a model that is removed, and resolves when none of them works any more,
   * one that was cancelled before included.
   */
  async cancelWhere(fits: (key: Key) => boolean): Promise<void> {
    this.end(this.list.jobs.filter(({ key }) => fits(key)))
    await this.worker.untilEnded(fits)
  }

  /** Removes the jobs that have ended from the list. */
  clear(): void {
    this.list.clear()
    this.notices.changed()
  }

  shown(): ShownQueue<Key, Facts> {
    const elsewhere = this.elsewhere()
    if (elsewhere.length > 0)
      this.lookAgain ??= setTimeout(() => {
        this.lookAgain = undefined
        this.notices.changed()
      }, lookElsewhereAfter).unref()
    return {
      ...shownQueue(this.list, (modelId) => this.options.models.nameOf(modelId)),
      interrupted: this.kept.interrupted().flatMap((job) => {
        const shown = this.absent(job)
        if (shown === undefined) return []
        const { isOver: isComplete, ...facts } = shown
        return [{ ...facts, isComplete }]
      }),
      elsewhere,
    }
  }

  /** Ends the running job (what it has stored stays) and the inference process. */
  async close(): Promise<void> {
    const closed = this.worker.close()
    for (const job of this.list.jobs) job.abort.abort()
    await closed
    this.notices.stop()
    this.kept.close()
    clearTimeout(this.lookAgain)
  }

  private job(jobId: string): JobRecord<Key, Facts> {
    const job = this.list.withId(jobId)
    if (job === undefined) throw new ApiError('not-found', `There is no job with the id ${jobId} in the queue.`)
    return job
  }

  private end(jobs: readonly JobRecord<Key, Facts>[]): void {
    for (const job of jobs.filter(isUnfinished)) {
      enter(job, 'cancelled')
      job.abort.abort()
    }
    this.changed()
  }

  /** The list looks different, in what is kept of it too. */
  private changed(): void {
    this.kept.save()
    this.notices.changed()
  }

  private elsewhere(): JobElsewhere[] {
    return this.kept.elsewhere().flatMap((job) => {
      const shown = this.absent(job)
      if (shown === undefined) return []
      const { id, modelId, modelName, subject, pieces, done } = shown
      return [
        { id, modelId, modelName, subject, pieces, done, process: processText(job.process), isBegun: job.isAtWork },
      ]
    })
  }

  /** Stored jobs as they are to be started, but for those whose model or what they are on has been removed. */
  private wantedAgain(jobs: readonly StoredQueuedJob[]): WantedJob<Key, Facts, Stored>[] {
    const keys = jobs.map(({ content }) => JSON.parse(content) as Key)
    const expected = this.kind.expected(keys)
    return jobs.flatMap(({ modelId, pieces, load, precisionReason }, index) => {
      const key = keys[index]!
      const model = this.options.models.get(modelId)
      const stored = this.kind.find(key)
      const facts = this.kind.factsOf(key, stored)
      if (model === undefined || facts === undefined) return []
      return {
        key,
        modelName: model.name,
        modelSize: model.size,
        pieces,
        load: JSON.parse(load) as LoadSettings,
        precisionReason,
        facts,
        expected: expected[index] ?? null,
        stored,
        isOver: stored !== undefined && this.kind.isOver(stored),
      }
    })
  }

  /** A job that is not of this engine; undefined where its model or what it is on has been removed. */
  private absent({ id, modelId, content, pieces, isBegun }: StoredQueuedJob) {
    const key = JSON.parse(content) as Key
    // What a job that was not begun has from before is not looked up: there may be hundreds.
    const stored = isBegun ? this.kind.find(key) : undefined
    const facts = this.kind.factsOf(key, stored)
    const modelName = this.options.models.nameOf(modelId)
    if (facts === undefined || modelName === undefined) return undefined
    return {
      id,
      modelId,
      modelName,
      subject: this.kind.subjectOf(facts),
      pieces,
      done: stored === undefined ? 0 : stored.done + stored.setAside.length,
      isOver: stored !== undefined && this.kind.isOver(stored),
    }
  }
}

/** No new block of an unfinished job is begun from now on. */
function holdJob(job: JobRecord<unknown, unknown>): void {
  job.isHeld = true
  if (job.state === 'waiting') enter(job, 'paused')
}
