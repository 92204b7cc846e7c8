import { randomUUID } from 'node:crypto'
import type { Room } from '../../native/precision/choose-precision.ts'
import type { Inference } from '../../native/process/inference.ts'
import type { Precision } from '../../native/schemas/load-settings.ts'
import { ApiError } from '../api/contract.ts'
import type { QueuedJob } from '../api/job-contract.ts'
import { throttled, type Throttled } from '../api/throttle.ts'
import { WatchedFiles } from '../library/watched-files.ts'
import type { DigestStore } from '../store/digest-store.ts'
import type { ModelStore, StoredModel } from '../store/model-store.ts'
import type { WhenWritable } from '../store/writable.ts'
import { BlockTimes } from './block-times.ts'
import type { InferenceSlot } from './inference-slot.ts'
import { type JobRecord, paceOf, shownJob, type WantedJob } from './job.ts'
import { JobFailure, jobFailure } from './job-failure.ts'
import { enter, isReady, isUnfinished } from './job-state.ts'
import { KeptProcess } from './kept-process.ts'
import { logFault, logged } from './log-fault.ts'
import type { EvaluatedFiles, ProcessSettings } from './run-blocks.ts'
import { orStoredWeights } from './stored-weights.ts'
import { perPiece, timeLeft } from './time-left.ts'

/** What every queue of jobs works with. */
export interface InferenceOptions {
  readonly models: ModelStore
  readonly digests: DigestStore
  readonly startInference: () => Promise<Inference>
  /** Shared by all queues: only the one that holds it has a model loaded. */
  readonly slot: InferenceSlot
  /** Milliseconds to wait before restart 1, 2, … of a process. */
  readonly restartDelays: readonly number[]
  /** Milliseconds without a sign of life after which a process counts as hung. Default: the process's own. */
  readonly silence?: number
  /** Does work that stores something, once the database can be written to. */
  readonly whenWritable: WhenWritable
  /** Memory and disk for dequantized weights. */
  readonly room: () => Room
}

/** Milliseconds for which a cancelled job waits until it can store what it has. */
const cancelledPatience = 2000

/** How work on a job ended, and why where it failed. */
type JobEnd =
  | { readonly state: 'done' | 'paused'; readonly failure: null }
  | { readonly state: 'failed'; readonly failure: JobFailure }

/** What is stored of a job. */
export interface StoredJob {
  readonly done: number
  readonly setAside: readonly number[]
  /** Milliseconds, over all sittings. */
  readonly elapsed: number
}

/** What the work on a job is given. */
export interface JobWork {
  readonly files: EvaluatedFiles
  readonly process: ProcessSettings
  /** To be called for each piece that has landed and is to be stored. */
  readonly onLanded: () => void
  /** To be called after a piece was set aside. */
  readonly onSetAside: () => void
}

/** What a kind of job is. */
export interface JobKind<Key, Facts, Stored> {
  readonly isSameKey: (one: Key, other: Key) => boolean
  readonly find: (key: Key) => Stored | undefined
  /** Does what is missing. Rejects with JobFailure, and with the signal's reason on abort. */
  readonly work: (job: JobRecord<Key, Facts>, work: JobWork) => Promise<'done' | 'paused'>
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

/** The queue as the Api shows it, in pieces; each job with what is shown of every job. */
export interface ShownQueue<Key, Facts> {
  readonly jobs: readonly (readonly [job: JobRecord<Key, Facts>, shown: QueuedJob])[]
  readonly paused: boolean
  /** Pieces over all unfinished jobs and those finished since the queue was last empty. */
  readonly pieces: number
  readonly done: number
  readonly remaining: number | null
}

/**
 * Works on one model at a time, in the order of starting, and never while another queue has a model loaded. Jobs live
 * in this process; what they have done is in the database, so a job that is started again after a restart does only
 * what is missing.
 */
export class JobQueue<
  Key extends { readonly modelId: string; readonly precision: Precision },
  Facts,
  Stored extends StoredJob,
> {
  private readonly options: InferenceOptions
  private readonly kind: JobKind<Key, Facts, Stored>
  private jobs: JobRecord<Key, Facts>[] = []
  private paused = false
  private closed = false
  private working: Promise<void> | undefined
  /** Resolves when the job that is being worked on has ended. */
  private idle: Promise<void> = Promise.resolve()
  /** Counts the times that the queue was filled after it had been empty. */
  private filling = 0
  private latest: { perPiece: number; size: number } | null = null
  private readonly changes: Throttled
  private readonly growth: Throttled

  constructor(options: InferenceOptions, kind: JobKind<Key, Facts, Stored>) {
    this.options = options
    this.kind = kind
    this.changes = throttled(200, () => logged(kind.onChange))
    this.growth = throttled(2000, () => logged(() => kind.onGrowth(false)))
  }

  /** The models with these ids, each once. Throws ApiError where one is not in the library. */
  models(ids: readonly string[]): StoredModel[] {
    return [...new Set(ids)].map((id) => {
      const model = this.options.models.get(id)
      if (model === undefined) throw new ApiError('not-found', `There is no model with the id ${id} in the library.`)
      return model
    })
  }

  /**
   * Queues what has anything left to do and answers what has not as `skipped`; a job that is queued already is answered
   * as it is.
   */
  start(wanted: readonly WantedJob<Key, Facts, Stored>[]): { jobs: JobRecord<Key, Facts>[]; skipped: Stored[] } {
    if (!this.jobs.some(isUnfinished)) this.filling += 1
    const jobs: JobRecord<Key, Facts>[] = []
    const skipped: Stored[] = []
    for (const { stored, isOver, ...job } of wanted) {
      const queued = this.jobs.find((other) => isUnfinished(other) && this.kind.isSameKey(other.key, job.key))
      if (queued !== undefined) {
        jobs.push(queued)
      } else if (stored !== undefined && isOver) {
        skipped.push(stored)
      } else {
        this.jobs = this.jobs.filter((other) => isUnfinished(other) || !this.kind.isSameKey(other.key, job.key))
        const record: JobRecord<Key, Facts> = {
          ...job,
          id: randomUUID(),
          filling: this.filling,
          earlier: stored !== undefined && stored.done > 0 ? stored.elapsed / stored.done : null,
          abort: new AbortController(),
          state: 'waiting',
          done: (stored?.done ?? 0) + (stored?.setAside.length ?? 0),
          elapsed: 0,
          runningSince: null,
          times: new BlockTimes(),
          failure: null,
        }
        this.jobs.push(record)
        jobs.push(record)
      }
    }
    this.work()
    this.changes.request()
    return { jobs, skipped }
  }

  /** No new block is begun until `resume`; the pieces in flight are finished and stored, then the model is unloaded. */
  pause(): void {
    this.paused = true
    this.changes.request()
  }

  resume(): void {
    this.paused = false
    this.work()
    this.changes.request()
  }

  /** Cancels a job; what it has stored stays. Throws ApiError where there is no such job. */
  cancel(jobId: string): void {
    const job = this.jobs.find((other) => other.id === jobId)
    if (job === undefined) throw new ApiError('not-found', `There is no job with the id ${jobId} in the queue.`)
    this.end(job)
  }

  cancelAll(): void {
    for (const job of this.jobs) this.end(job)
  }

  /**
   * Cancels every job that fits, e.g. those of a model that is removed, and resolves when none of them works any more.
   */
  async cancelWhere(fits: (key: Key) => boolean): Promise<void> {
    const jobs = this.jobs.filter((job) => isUnfinished(job) && fits(job.key))
    const busy = jobs.some((job) => job.runningSince !== null)
    for (const job of jobs) this.end(job)
    if (busy) await this.idle
  }

  /** Removes the jobs that have ended from the list. */
  clear(): void {
    this.jobs = this.jobs.filter(isUnfinished)
    this.changes.request()
  }

  shown(): ShownQueue<Key, Facts> {
    const running = this.jobs.find((job) => job.runningSince !== null)
    const rate = running === undefined ? null : perPiece(paceOf(running))
    const latest = running === undefined || rate === null ? this.latest : { perPiece: rate, size: running.modelSize }
    const left = timeLeft(this.jobs.map(paceOf), latest)
    const jobs = this.jobs.map(
      (job, index) => [job, shownJob(job, this.options.models.nameOf(job.key.modelId), left[index] ?? null)] as const,
    )
    const open = jobs.flatMap(([job, { remaining }]) => (isUnfinished(job) ? [remaining] : []))
    const counted = this.jobs.filter(
      (job) => isUnfinished(job) || (job.state === 'done' && job.filling === this.filling),
    )
    return {
      jobs,
      paused: this.paused,
      pieces: counted.reduce((sum, job) => sum + job.pieces, 0),
      done: counted.reduce((sum, job) => sum + job.done, 0),
      remaining: open.reduce((sum, remaining) => (sum === null || remaining === null ? null : sum + remaining), 0),
    }
  }

  /** Ends the running job (what it has stored stays) and the inference process. */
  async close(): Promise<void> {
    this.closed = true
    for (const job of this.jobs) job.abort.abort()
    await this.working
    this.changes.stop()
    this.growth.stop()
  }

  private end(job: JobRecord<Key, Facts>): void {
    if (!isUnfinished(job)) return
    enter(job, 'cancelled')
    job.abort.abort()
    this.changes.request()
  }

  private work(): void {
    if (this.working !== undefined || this.next() === undefined) return
    this.working = this.options.slot
      .run(async () => {
        const kept = this.kind.canFollow === undefined ? undefined : new KeptProcess()
        try {
          // What was to be done when this asked for the slot may have been cancelled or paused meanwhile.
          let job = this.next()
          while (job !== undefined) {
            this.idle = this.run(job, kept)
            await this.idle
            job = this.nextAfter(job)
          }
        } finally {
          await kept?.close()
        }
      })
      // The jobs have their own ends; what fails here is the ending of a process that was kept for a next one.
      .catch(logFault)
      .finally(() => {
        this.working = undefined
        this.work()
      })
  }

  private next(fits: (job: JobRecord<Key, Facts>) => boolean = () => true): JobRecord<Key, Facts> | undefined {
    if (this.paused || this.closed) return undefined
    return this.jobs.find((job) => isReady(job) && fits(job))
  }

  /** A job that the process of one that has ended can go on with. */
  private nextAfter(before: JobRecord<Key, Facts>): JobRecord<Key, Facts> | undefined {
    const { canFollow } = this.kind
    return canFollow === undefined ? undefined : this.next((job) => canFollow(job, before))
  }

  private async run(job: JobRecord<Key, Facts>, kept: KeptProcess | undefined): Promise<void> {
    enter(job, 'loading')
    job.runningSince = performance.now()
    job.times = new BlockTimes()
    this.changes.request()
    const end = this.refreshed(job, await this.evaluated(job, kept))
    job.elapsed += performance.now() - job.runningSince
    job.runningSince = null
    if (!job.abort.signal.aborted) {
      job.failure = end.failure
      enter(job, end.state)
    }
    const rate = perPiece(paceOf(job))
    if (rate !== null) this.latest = { perPiece: rate, size: job.modelSize }
    this.growth.stop()
    logged(() => this.kind.onGrowth(true))
    this.changes.request()
  }

  private async evaluated(job: JobRecord<Key, Facts>, kept: KeptProcess | undefined): Promise<JobEnd> {
    const { models, digests } = this.options
    try {
      const model = models.get(job.key.modelId)
      if (model === undefined)
        throw new JobFailure('The model has been removed from the library.', { failure: 'failed', stage: 'load' })
      const isBegun = (): boolean => (this.kind.find(job.key)?.done ?? 0) > 0
      const state = await orStoredWeights(job, isBegun, () =>
        this.kind.work(job, {
          files: new WatchedFiles(model, models, digests),
          process: this.processOf(job, kept),
          onLanded: () => {
            job.done += 1
            job.times.land(performance.now())
            this.grown()
          },
          onSetAside: () => {
            job.done += 1
            this.grown()
          },
        }),
      )
      return { state, failure: null }
    } catch (error) {
      return { state: 'failed', failure: jobFailure(error, 'load') }
    }
  }

  /** How the process of a job is started, and what it tells of its way. */
  private processOf(job: JobRecord<Key, Facts>, kept: KeptProcess | undefined): ProcessSettings {
    const { startInference, restartDelays, silence, whenWritable } = this.options
    const { signal } = job.abort
    return {
      startInference,
      restartDelays,
      ...(silence === undefined ? {} : { silence }),
      signal,
      isPaused: () => this.paused,
      whenWritable: (work) =>
        whenWritable(work, {
          // What a cancelled job has evaluated is still stored if that is soon possible.
          ...(signal.aborted ? { patience: cancelledPatience } : { signal }),
          onWaiting: (reason) => {
            if (reason === null) delete job.waitsFor
            else job.waitsFor = reason
            this.changes.request()
          },
        }),
      ...(kept === undefined ? {} : { kept }),
      ...(job.precisionFallback === undefined ? {} : { precisionFallback: job.precisionFallback }),
      onState: (state) => {
        if (signal.aborted) return
        enter(job, state)
        this.changes.request()
      },
      onSettled: (pieces) => {
        // As stored: what had landed of a block may have been dropped.
        job.done = pieces
        this.changes.request()
      },
      onBlockBegun: (wanted, evaluated) => {
        job.times.begin(wanted, evaluated, performance.now())
      },
      onBlockEnded: () => {
        job.times.end(performance.now())
      },
    }
  }

  /**
   * Counts what is stored once more. A job whose stored results cannot be read has failed, unless it has failed before
   * or was cancelled.
   */
  private refreshed(job: JobRecord<Key, Facts>, end: JobEnd): JobEnd {
    try {
      this.refresh(job)
    } catch (error) {
      if (end.failure === null && !job.abort.signal.aborted)
        return { state: 'failed', failure: jobFailure(error, 'store') }
      logFault(error)
    }
    return end
  }

  private grown(): void {
    this.changes.request()
    this.growth.request()
  }

  /** Counts as stored: another process may have worked on the same, or pieces may have been taken back. */
  private refresh(job: JobRecord<Key, Facts>): void {
    const stored = this.kind.find(job.key)
    job.done = stored === undefined ? 0 : stored.done + stored.setAside.length
  }
}
