import type { Precision } from '../../native/schemas/load-settings.ts'
import { WatchedFiles } from '../library/watched-files.ts'
import { BlockTimes } from './block-times.ts'
import type { InferenceOptions } from './inference-options.ts'
import type { JobRecord } from './job.ts'
import { JobFailure, jobFailure } from './job-failure.ts'
import type { JobKind, StoredJob } from './job-kind.ts'
import type { JobList } from './job-list.ts'
import { enter } from './job-state.ts'
import type { KeptJobs } from './kept-jobs.ts'
import { KeptProcess } from './kept-process.ts'
import { logFault } from './log-fault.ts'
import { processText } from '../store/lock-holder.ts'
import type { QueueNotices } from './queue-notices.ts'
import { Sitting } from './sitting.ts'
import { orStoredWeights } from './stored-weights.ts'

/** Milliseconds for which it is tried to note that a job is worked on. */
const claimPatience = 1000
/** Milliseconds until it is looked again whether another process still works on the same. */
const lookAgainAfter = 1000

/** How work on a job ended, and why where it failed. */
type JobEnd =
  | { readonly state: 'done' | 'paused'; readonly failure: null }
  | { readonly state: 'failed'; readonly failure: JobFailure }

/** Works on the jobs of a list, one at a time, while it holds the slot for a loaded model. */
export class QueueWorker<
  Key extends { readonly modelId: string; readonly precision: Precision },
  Facts,
  Stored extends StoredJob,
> {
  private readonly options: InferenceOptions
  private readonly kind: JobKind<Key, Facts, Stored>
  private readonly list: JobList<Key, Facts, Stored>
  private readonly notices: QueueNotices
  private readonly kept: KeptJobs
  private isClosed = false
  private working: Promise<void> | undefined
  /** Jobs that another process works on. */
  private readonly taken = new Set<JobRecord<Key, Facts>>()
  private lookAgain: NodeJS.Timeout | undefined
  /** What is being worked on, and when that has ended. */
  private current: { readonly job: JobRecord<Key, Facts>; readonly ended: Promise<void> } | undefined

  constructor(
    options: InferenceOptions,
    kind: JobKind<Key, Facts, Stored>,
    list: JobList<Key, Facts, Stored>,
    notices: QueueNotices,
    kept: KeptJobs,
  ) {
    this.options = options
    this.kind = kind
    this.list = list
    this.notices = notices
    this.kept = kept
  }

  /** Begins to work where there is anything to do and nothing is being worked on. */
  begin(): void {
    if (this.working !== undefined || this.next() === undefined) return
    this.working = this.options.slot
      .run(() => this.workOnJobs())
      // The jobs have their own ends; what fails here is the ending of a process that was kept for a next one.
      .catch(logFault)
      .finally(() => {
        this.working = undefined
        this.begin()
      })
  }

  /** Resolves when no job that fits is being worked on; a cancelled one is until its process has ended. */
  async untilEnded(fits: (key: Key) => boolean): Promise<void> {
    if (this.current !== undefined && fits(this.current.job.key)) await this.current.ended
  }

  /** Begins no further job; resolves when the last one has ended. */
  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.lookAgain)
    await this.working
  }

  /** Works on one job, and on those that can go on with its process. */
  private async workOnJobs(): Promise<void> {
    const { canFollow } = this.kind
    const kept = canFollow === undefined ? undefined : new KeptProcess()
    try {
      // What was to be done when this asked for the slot may have been cancelled or paused meanwhile.
      let job = this.next()
      while (job !== undefined) {
        if (!(await this.isClaimed(job))) {
          job = this.next()
          continue
        }
        const ended = this.workOn(job, kept)
        this.current = { job, ended }
        try {
          await ended
        } finally {
          this.current = undefined
        }
        const before = job
        job = canFollow === undefined ? undefined : this.next((candidate) => canFollow(candidate, before))
      }
    } finally {
      await kept?.close()
    }
  }

  private next(fits: (job: JobRecord<Key, Facts>) => boolean = () => true): JobRecord<Key, Facts> | undefined {
    return this.isClosed ? undefined : this.list.next((job) => !this.taken.has(job) && fits(job))
  }

  /**
   * Notes that this engine works on a job. False where another process works on the same, for which the job then waits:
   * what that one stores is not done again. False too where the job was cancelled or paused meanwhile.
   */
  private async isClaimed(job: JobRecord<Key, Facts>): Promise<boolean> {
    let process: number | undefined
    try {
      process = await this.options.whenWritable(() => this.kept.claim(job), { patience: claimPatience })
    } catch {
      // Another program writes, or nothing can be written: two that do the same are better than none.
    }
    if (process === undefined) {
      delete job.waitsFor
      const isStillNext = this.next((candidate) => candidate === job) !== undefined
      if (!isStillNext) this.kept.save()
      return isStillNext
    }
    job.waitsFor = `for ${processText(process)}, which works on the same`
    this.taken.add(job)
    this.notices.changed()
    this.lookAgain ??= setTimeout(() => {
      this.lookAgain = undefined
      this.taken.clear()
      this.begin()
    }, lookAgainAfter)
    return false
  }

  /** One sitting at a job, with all that the queue shows of it. */
  private async workOn(job: JobRecord<Key, Facts>, kept: KeptProcess | undefined): Promise<void> {
    enter(job, 'loading')
    job.runningSince = performance.now()
    job.times = new BlockTimes()
    this.kept.save()
    this.notices.changed()
    const end = this.countAgain(job, await this.evaluate(job, kept))
    delete job.waitsFor
    job.elapsed += performance.now() - job.runningSince
    job.runningSince = null
    if (!job.abort.signal.aborted) {
      job.failure = end.failure
      enter(job, end.state)
    }
    this.list.rememberPace(job)
    this.kept.save()
    this.notices.ended()
  }

  private async evaluate(job: JobRecord<Key, Facts>, kept: KeptProcess | undefined): Promise<JobEnd> {
    const { options, list, notices } = this
    const { models, digests } = options
    try {
      const model = models.get(job.key.modelId)
      if (model === undefined)
        throw new JobFailure('The model has been removed from the library.', { failure: 'failed', stage: 'load' })
      const isBegun = (): boolean => (this.kind.find(job.key)?.done ?? 0) > 0
      const state = await orStoredWeights(job, isBegun, () => {
        const files = new WatchedFiles(model, models, digests)
        return this.kind.work(job, new Sitting(job, { files, options, kept, list, notices }))
      })
      return { state, failure: null }
    } catch (error) {
      return { state: 'failed', failure: jobFailure(error, 'load') }
    }
  }

  /**
   * Counts what is stored of a job: another process may have worked on the same, or pieces may have been taken back. A
   * job whose stored results cannot be read has failed, unless it has failed before or was cancelled.
   */
  private countAgain(job: JobRecord<Key, Facts>, end: JobEnd): JobEnd {
    try {
      const stored = this.kind.find(job.key)
      job.done = stored === undefined ? 0 : stored.done + stored.setAside.length
    } catch (error) {
      if (end.failure === null && !job.abort.signal.aborted)
        return { state: 'failed', failure: jobFailure(error, 'store') }
      logFault(error)
    }
    return end
  }
}
