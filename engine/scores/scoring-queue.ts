import { randomUUID } from 'node:crypto'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { TaskName } from '../../core/benchmark/task.ts'
import type { LoadSettings } from '../../native/load-settings.ts'
import type { Precision, Room } from '../../native/precision/choose-precision.ts'
import type { Inference } from '../../native/process/inference.ts'
import type { ScoringJob, ScoringState } from '../api/benchmarks-contract.ts'
import { ApiError } from '../api/contract.ts'
import { throttled, type Throttled } from '../api/throttle.ts'
import type { BenchmarkItems } from '../benchmarks/benchmark-items.ts'
import type { InferenceSlot } from '../jobs/inference-slot.ts'
import { JobFailure, jobFailure } from '../jobs/job-failure.ts'
import { KeptProcess } from '../jobs/kept-process.ts'
import { precisionFor } from '../jobs/precision-for.ts'
import { type Pace, perPiece, timeLeft } from '../jobs/time-left.ts'
import { checkModelFiles } from '../library/check-model-files.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import type { DigestStore } from '../store/digest-store.ts'
import type { ModelStore } from '../store/model-store.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import type { RunKey, RunStore, StoredRun } from '../store/run-store.ts'
import type { ScoreStore } from '../store/score-store.ts'
import { runBenchmark } from './run-benchmark.ts'

export interface ScoringQueueOptions {
  readonly models: ModelStore
  readonly digests: DigestStore
  readonly probes: ProbeStore
  readonly benchmarks: BenchmarkStore
  readonly runs: RunStore
  readonly scores: ScoreStore
  readonly items: BenchmarkItems
  readonly startInference: () => Promise<Inference>
  readonly slot: InferenceSlot
  readonly restartDelays: readonly number[]
  readonly silence?: number
  /** Memory and disk for dequantized weights. */
  readonly room: () => Room
  /** Called at most five times a second while something changes. */
  readonly onChange: (state: ScoringState) => void
  /** Called when a stored run has grown; at most every two seconds while a job runs, and at its end (`ended`). */
  readonly onRuns: (ended: boolean) => void
}

/** What is to be measured; absent fields are the task's. */
export interface MeasureRequest {
  readonly modelIds: readonly string[]
  readonly benchmarkId: string
  readonly task?: TaskName | undefined
  readonly shots?: number | undefined
  readonly seed: number
  readonly limit: number | null
  readonly load: Omit<LoadSettings, 'precision'>
  readonly precision: Precision | 'auto'
}

/** A job and what is known of its pace; `state` and counts as in the contract. */
interface JobRecord {
  readonly id: string
  readonly filling: number
  readonly key: RunKey
  readonly modelName: string
  readonly benchmarkName: string
  readonly modelSize: number
  readonly items: number
  readonly load: LoadSettings
  readonly precisionReason: string | null
  state: ScoringJob['state']
  /** Items done or set aside. */
  done: number
  elapsed: number
  runningSince: number | null
  scoringSince: number | null
  landedAt: number
  doneThisSitting: number
  readonly earlier: number | null
  failure: JobFailure | null
  abort: AbortController
}

const unfinishedStates: ReadonlySet<ScoringJob['state']> = new Set<ScoringJob['state']>(['waiting', 'loading', 'running', 'paused'])

/**
 * Scores one model at a time on a benchmark, in the order of starting, save that a loaded model is first scored on all that waits for it;
 * never while another queue has a model loaded. Jobs live in this
 * process; what they have done is in the database, so a job that is started again does only what is missing.
 */
export class ScoringQueue {
  private readonly options: ScoringQueueOptions
  private jobs: JobRecord[] = []
  private closed = false
  private working: Promise<void> | undefined
  /** Counts the times that the queue was filled after it had been empty. */
  private filling = 0
  private latest: { perPiece: number; size: number } | null = null
  private readonly changes: Throttled
  private readonly growth: Throttled

  constructor(options: ScoringQueueOptions) {
    this.options = options
    this.changes = throttled(200, () => {
      options.onChange(this.state())
    })
    this.growth = throttled(2000, () => {
      options.onRuns(false)
    })
  }

  /** Queues one job per model that has anything left to do; a job that is queued already is answered as it is. Throws ApiError. */
  start(request: MeasureRequest): { jobs: ScoringJob[]; skipped: StoredRun[] } {
    const benchmark = this.options.benchmarks.get(request.benchmarkId)
    if (benchmark === undefined) throw new ApiError('not-found', `There is no benchmark with the id ${request.benchmarkId}.`)
    const models = [...new Set(request.modelIds)].map((id) => {
      const model = this.options.models.get(id)
      if (model === undefined) throw new ApiError('not-found', `There is no model with the id ${id} in the library.`)
      return model
    })
    const task = request.task ?? benchmark.task
    const shots = request.shots ?? benchmarkTasks[task].defaultShots
    // Without a draw there is one run, whatever the seed.
    const seed = shots === 0 ? 0 : request.seed
    const all = this.options.items.all({ benchmarkId: benchmark.id, task, shots, seed }).length
    const limit = request.limit !== null && request.limit < all ? request.limit : null
    if (!this.jobs.some((job) => unfinishedStates.has(job.state))) this.filling += 1
    const records: JobRecord[] = []
    const skipped: StoredRun[] = []
    for (const model of models) {
      const settings = { modelId: model.id, benchmarkId: benchmark.id, task, shots, seed, limit }
      const isBegun = (precision: Precision): boolean => this.options.runs.find({ ...settings, precision }) !== undefined
      const chosen = precisionFor(model, request.precision, isBegun, this.options.room)
      const key: RunKey = { ...settings, precision: chosen.precision }
      const stored = this.options.runs.find(key)
      const queued = this.jobs.find((job) => unfinishedStates.has(job.state) && sameKey(job.key, key))
      if (queued !== undefined) {
        records.push(queued)
      } else if (stored !== undefined && isOver(stored)) {
        skipped.push(stored)
      } else {
        this.jobs = this.jobs.filter((job) => unfinishedStates.has(job.state) || !sameKey(job.key, key))
        const record: JobRecord = {
          id: randomUUID(),
          filling: this.filling,
          key,
          modelName: model.name,
          benchmarkName: benchmark.name,
          modelSize: model.size,
          items: limit ?? all,
          load: { ...request.load, precision: chosen.precision },
          precisionReason: chosen.reason,
          state: 'waiting',
          done: (stored?.done ?? 0) + (stored?.setAside.length ?? 0),
          elapsed: 0,
          runningSince: null,
          scoringSince: null,
          landedAt: 0,
          doneThisSitting: 0,
          earlier: stored !== undefined && stored.done > 0 ? stored.elapsed / stored.done : null,
          failure: null,
          abort: new AbortController(),
        }
        this.jobs.push(record)
        records.push(record)
      }
    }
    this.work()
    this.changes.request()
    const shown = this.shownJobs()
    return { jobs: records.map((record) => shown.get(record)!), skipped }
  }

  /** Cancels a job; what it has stored stays. Throws ApiError where there is no such job. */
  cancel(jobId: string): ScoringState {
    const job = this.jobs.find((other) => other.id === jobId)
    if (job === undefined) throw new ApiError('not-found', `There is no job with the id ${jobId} in the queue.`)
    this.end(job)
    return this.state()
  }

  cancelAll(): ScoringState {
    for (const job of this.jobs) this.end(job)
    return this.state()
  }

  /** Cancels every job that fits, e.g. those of a model that is removed, and resolves when none of them works any more. */
  async cancelWhere(fits: (key: RunKey) => boolean): Promise<void> {
    const jobs = this.jobs.filter((job) => unfinishedStates.has(job.state) && fits(job.key))
    const busy = jobs.some((job) => job.runningSince !== null)
    for (const job of jobs) this.end(job)
    if (busy) await this.idle
  }

  clear(): ScoringState {
    this.jobs = this.jobs.filter((job) => unfinishedStates.has(job.state))
    this.changes.request()
    return this.state()
  }

  state(): ScoringState {
    const shown = [...this.shownJobs().values()]
    const counted = this.jobs.filter((job) => unfinishedStates.has(job.state) || (job.state === 'done' && job.filling === this.filling))
    const open = shown.filter((job) => unfinishedStates.has(job.state))
    return {
      jobs: shown,
      items: counted.reduce((sum, job) => sum + job.items, 0),
      done: counted.reduce((sum, job) => sum + job.done, 0),
      remaining: open.some((job) => job.remaining === null) ? null : open.reduce((sum, job) => sum + (job.remaining ?? 0), 0),
    }
  }

  /** Ends the running job (its stored items stay) and the inference process. */
  async close(): Promise<void> {
    this.closed = true
    for (const job of this.jobs) job.abort.abort()
    await this.working
    this.changes.stop()
    this.growth.stop()
  }

  private end(job: JobRecord): void {
    if (!unfinishedStates.has(job.state)) return
    job.state = 'cancelled'
    job.abort.abort()
    this.changes.request()
  }

  /** Resolves when the job that is being worked on has ended. */
  private idle: Promise<void> = Promise.resolve()

  private work(): void {
    if (this.working !== undefined || this.closed || this.next() === undefined) return
    this.working = this.options.slot
      .run(async () => {
        const kept = new KeptProcess()
        try {
          // What was to be done when this asked for the slot may have been cancelled meanwhile.
          let job = this.closed ? undefined : this.next()
          while (job !== undefined) {
            this.idle = this.run(job, kept)
            await this.idle
            job = this.closed ? undefined : this.nextOnSameModel(job)
          }
        } finally {
          await kept.close()
        }
      })
      .finally(() => {
        this.working = undefined
        this.work()
      })
  }

  private next(): JobRecord | undefined {
    return this.jobs.find((job) => job.state === 'waiting')
  }

  /** A job that the process of another one can go on with, wherever it stands in the queue. */
  private nextOnSameModel({ key, load }: JobRecord): JobRecord | undefined {
    return this.jobs.find((job) => job.state === 'waiting' && job.key.modelId === key.modelId && sameLoad(job.load, load))
  }

  private async run(job: JobRecord, kept: KeptProcess): Promise<void> {
    const { models, digests, probes, runs, scores, items } = this.options
    const { modelId, limit, ...settings } = job.key
    job.state = 'loading'
    job.runningSince = performance.now()
    job.doneThisSitting = 0
    job.scoringSince = null
    this.changes.request()
    try {
      const model = models.get(modelId)
      if (model === undefined) throw new JobFailure('The model has been removed from the library.', { failure: 'failed', stage: 'load' })
      const path = await checkModelFiles(model, models, digests, job.abort.signal)
      const outcome = await runBenchmark({
        key: job.key,
        path,
        items: items.all(settings).slice(0, limit ?? undefined),
        load: job.load,
        runs,
        probes,
        process: {
          startInference: this.options.startInference,
          restartDelays: this.options.restartDelays,
          ...(this.options.silence === undefined ? {} : { silence: this.options.silence }),
          signal: job.abort.signal,
          isPaused: () => false,
          kept,
          onState: (state) => {
            if (job.abort.signal.aborted) return
            job.state = state
            if (state === 'running') job.scoringSince ??= performance.now()
            this.changes.request()
          },
        },
        onItem: () => {
          job.done += 1
          job.doneThisSitting += 1
          job.landedAt = performance.now()
          this.changes.request()
          this.growth.request()
        },
        onSetAside: () => {
          job.done += 1
          this.changes.request()
          this.growth.request()
        },
      })
      scores.keepMeasured(modelId)
      if (!job.abort.signal.aborted) job.state = outcome
    } catch (error) {
      if (!job.abort.signal.aborted) {
        job.state = 'failed'
        job.failure = jobFailure(error, 'load')
      }
    } finally {
      job.elapsed += performance.now() - job.runningSince
      job.runningSince = null
      this.refresh(job)
      const rate = perPiece(this.paceOf(job))
      if (rate !== null) this.latest = { perPiece: rate, size: job.modelSize }
      this.growth.stop()
      this.options.onRuns(true)
      this.changes.request()
    }
  }

  /** Counts as stored: another process may have worked on the same run, or items may have been taken back. */
  private refresh(job: JobRecord): void {
    const stored = this.options.runs.find(job.key)
    if (stored !== undefined) job.done = stored.done + stored.setAside.length
  }

  private paceOf(job: JobRecord): Pace {
    return {
      left: unfinishedStates.has(job.state) ? job.items - job.done : 0,
      done: job.doneThisSitting,
      taken: job.scoringSince === null ? 0 : job.landedAt - job.scoringSince,
      since: job.runningSince === null ? 0 : performance.now() - job.landedAt,
      earlier: job.earlier,
      size: job.modelSize,
    }
  }

  private shownJobs(): Map<JobRecord, ScoringJob> {
    const running = this.jobs.find((job) => job.runningSince !== null)
    const rate = running === undefined ? null : perPiece(this.paceOf(running))
    const latest = running === undefined || rate === null ? this.latest : { perPiece: rate, size: running.modelSize }
    const left = timeLeft(this.jobs.map((job) => this.paceOf(job)), latest)
    return new Map(
      this.jobs.map((job, index) => {
        const { gpu, threads, precision } = job.load
        const { modelId, benchmarkId, task, shots, seed, limit } = job.key
        const run = this.options.runs.idOf(job.key)
        return [
          job,
          {
            id: job.id,
            modelId,
            benchmarkId,
            task,
            shots,
            seed,
            limit,
            modelName: job.modelName,
            benchmarkName: job.benchmarkName,
            load: { gpu, ...(threads === undefined ? {} : { threads }), ...(precision === undefined ? {} : { precision }) },
            precisionReason: job.precisionReason,
            state: job.state,
            items: job.items,
            done: job.done,
            elapsed: job.elapsed + (job.runningSince === null ? 0 : performance.now() - job.runningSince),
            remaining: left[index] ?? null,
            runId: run === undefined ? null : String(run),
            failure:
              job.failure === null
                ? null
                : { message: job.failure.message, failure: job.failure.failure, stage: job.failure.stage, stderr: [...job.failure.stderr] },
          },
        ]
      }),
    )
  }
}

/** Whether a run is over: what it amounts to has been computed. */
export function isOver(run: Pick<StoredRun, 'metrics'>): boolean {
  return run.metrics.length > 0
}

function sameLoad(one: LoadSettings, other: LoadSettings): boolean {
  return one.gpu === other.gpu && one.precision === other.precision && one.threads === other.threads
}

function sameKey(one: RunKey, other: RunKey): boolean {
  return (
    one.modelId === other.modelId &&
    one.benchmarkId === other.benchmarkId &&
    one.task === other.task &&
    one.shots === other.shots &&
    one.seed === other.seed &&
    one.limit === other.limit &&
    one.precision === other.precision
  )
}
