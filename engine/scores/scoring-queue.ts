import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { TaskName } from '../../core/benchmark/task.ts'
import type { LoadSettings, Precision } from '../../native/schemas/load-settings.ts'
import type { ScoringJob, ScoringState } from '../api/benchmarks-contract.ts'
import { ApiError } from '../api/contract.ts'
import type { QueuedJob } from '../api/job-contract.ts'
import type { BenchmarkItems } from '../benchmarks/benchmark-items.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import type { JobRecord } from '../jobs/job.ts'
import { type InferenceOptions, JobQueue, type JobWork } from '../jobs/job-queue.ts'
import { precisionFor } from '../jobs/precision-for.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import { isOver, type RunKey, type RunStore, type StoredRun } from '../store/run-store.ts'
import type { ScoreStore } from '../store/score-store.ts'
import { runBenchmark } from './run-benchmark.ts'

export interface ScoringQueueOptions extends InferenceOptions {
  readonly probes: ProbeStore
  readonly benchmarks: BenchmarkStore
  readonly runs: RunStore
  readonly scores: ScoreStore
  readonly items: BenchmarkItems
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

interface RunFacts {
  readonly benchmarkName: string
}

type RunJob = JobRecord<RunKey, RunFacts>

/** The queue of runs on benchmarks; see JobQueue. A loaded model is first scored on all that waits for it. */
export class ScoringQueue {
  private readonly options: ScoringQueueOptions
  private readonly queue: JobQueue<RunKey, RunFacts, StoredRun>

  constructor(options: ScoringQueueOptions) {
    this.options = options
    this.queue = new JobQueue(options, {
      isSameKey,
      find: (key) => options.runs.find(key),
      work: (job, work) => this.score(job, work),
      canFollow: (job, before) => job.key.modelId === before.key.modelId && isSameLoad(job.load, before.load),
      onChange: () => {
        options.onChange(this.state())
      },
      onGrowth: options.onRuns,
    })
  }

  /**
   * Queues one job per model that has anything left to do; a job that is queued already is answered as it is. Throws
   * ApiError, and the signal's reason on abort: then nothing was queued.
   */
  async start(
    request: MeasureRequest,
    options: OperationOptions = {},
  ): Promise<{ jobs: ScoringJob[]; skipped: StoredRun[] }> {
    const { benchmarks, items, runs, room } = this.options
    const benchmark = benchmarks.get(request.benchmarkId)
    if (benchmark === undefined)
      throw new ApiError('not-found', `There is no benchmark with the id ${request.benchmarkId}.`)
    this.queue.models(request.modelIds)
    const task = request.task ?? benchmark.task
    const shots = request.shots ?? benchmarkTasks[task].defaultShots
    // Without a draw there is one run, whatever the seed.
    const seed = shots === 0 ? 0 : request.seed
    const { length: all } = await items.all({ benchmarkId: benchmark.id, task, shots, seed }, options)
    // Some may have been removed meanwhile.
    const models = this.queue.models(request.modelIds)
    const limit = request.limit !== null && request.limit < all ? request.limit : null
    const wanted = models.map((model) => {
      const settings = { modelId: model.id, benchmarkId: benchmark.id, task, shots, seed, limit }
      const isBegun = (precision: Precision): boolean => runs.idOf({ ...settings, precision }) !== undefined
      const chosen = precisionFor(model, request.precision, isBegun, room)
      const key: RunKey = { ...settings, precision: chosen.precision }
      const stored = runs.find(key)
      return {
        key,
        modelName: model.name,
        modelSize: model.size,
        pieces: limit ?? all,
        load: { ...request.load, precision: chosen.precision },
        precisionReason: chosen.reason,
        facts: { benchmarkName: benchmark.name },
        stored,
        isOver: stored !== undefined && isOver(stored),
      }
    })
    const { jobs, skipped } = this.queue.start(wanted)
    const shown = new Map(this.queue.shown().jobs)
    return { jobs: jobs.map((job) => this.shownRun(job, shown.get(job)!)), skipped }
  }

  pause(): ScoringState {
    this.queue.pause()
    return this.state()
  }

  resume(): ScoringState {
    this.queue.resume()
    return this.state()
  }

  cancel(jobId: string): ScoringState {
    this.queue.cancel(jobId)
    return this.state()
  }

  cancelAll(): ScoringState {
    this.queue.cancelAll()
    return this.state()
  }

  cancelWhere(fits: (key: RunKey) => boolean): Promise<void> {
    return this.queue.cancelWhere(fits)
  }

  clear(): ScoringState {
    this.queue.clear()
    return this.state()
  }

  state(): ScoringState {
    const { jobs, pieces, ...state } = this.queue.shown()
    return { ...state, items: pieces, jobs: jobs.map(([job, shown]) => this.shownRun(job, shown)) }
  }

  close(): Promise<void> {
    return this.queue.close()
  }

  private async score(
    { key, load }: RunJob,
    { files, process, onLanded, onSetAside }: JobWork,
  ): Promise<'done' | 'paused'> {
    const { probes, runs, scores, items } = this.options
    const { modelId, limit, ...settings } = key
    const all = await items.all(settings, { signal: process.signal })
    const outcome = await runBenchmark({
      key,
      files,
      items: all.slice(0, limit ?? undefined),
      load,
      runs,
      probes,
      process,
      onItem: onLanded,
      onSetAside,
    })
    await process.whenWritable(() => scores.keepMeasured(modelId))
    return outcome
  }

  private shownRun({ key, facts, pieces }: RunJob, shown: QueuedJob): ScoringJob {
    const { benchmarkId, task, shots, seed, limit } = key
    const run = this.options.runs.idOf(key)
    return {
      ...shown,
      benchmarkId,
      benchmarkName: facts.benchmarkName,
      task,
      shots,
      seed,
      limit,
      items: pieces,
      runId: run === undefined ? null : String(run),
    }
  }
}

function isSameLoad(one: LoadSettings, other: LoadSettings): boolean {
  return one.gpu === other.gpu && one.precision === other.precision && one.threads === other.threads
}

function isSameKey(one: RunKey, other: RunKey): boolean {
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
