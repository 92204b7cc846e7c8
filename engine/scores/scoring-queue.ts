import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import type { TaskName } from '../../core/benchmark/task.ts'
import type { LoadSettings, Precision } from '../../native/schemas/load-settings.ts'
import type { ScoringJob, ScoringState } from '../api/benchmarks-contract.ts'
import { ApiError } from '../api/contract.ts'
import type { MovedJob, QueuedJob } from '../api/job-contract.ts'
import type { BenchmarkItems } from '../benchmarks/benchmark-items.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import type { JobRecord } from '../jobs/job.ts'
import type { InferenceOptions } from '../jobs/inference-options.ts'
import { JobQueue } from '../jobs/job-queue.ts'
import { precisionFor } from '../jobs/precision-for.ts'
import { runBlocks } from '../jobs/run-blocks.ts'
import type { Sitting } from '../jobs/sitting.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import { isOver, type RunKey, type RunStore, type StoredRun } from '../store/run-store.ts'
import type { ScoreStore } from '../store/score-store.ts'
import { keepMetrics } from './keep-metrics.ts'
import { longestText, ScoredItems } from './scored-items.ts'

interface ScoringQueueOptions extends InferenceOptions {
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
interface MeasureRequest {
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
    this.queue = new JobQueue<RunKey, RunFacts, StoredRun>(options, 'scoring', {
      isSameKey,
      find: (key) => options.runs.find(key),
      isOver,
      factsOf: ({ benchmarkId }) => {
        const benchmark = options.benchmarks.get(benchmarkId)
        return benchmark === undefined ? undefined : { benchmarkName: benchmark.name }
      },
      expected: (keys) => keys.map(() => null),
      subjectOf: ({ benchmarkName }) => benchmarkName,
      work: (job, sitting) => this.score(job, sitting),
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
    const { benchmarks, items, runs, freeSpace } = this.options
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
      const chosen = precisionFor(model, request.precision, isBegun, freeSpace)
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
        expected: null,
        stored,
        isOver: stored !== undefined && isOver(stored),
      }
    })
    const { jobs, skipped } = this.queue.start(wanted)
    // Earlier versions, killed right behind a run's end, left its scores under no scored model.
    for (const { modelId } of skipped) this.options.scores.keepMeasured(modelId)
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

  hold(jobId: string): ScoringState {
    this.queue.hold(jobId)
    return this.state()
  }

  release(jobId: string): ScoringState {
    this.queue.release(jobId)
    return this.state()
  }

  move(move: MovedJob): ScoringState {
    this.queue.move(move)
    return this.state()
  }

  resumeInterrupted(): ScoringState {
    this.queue.resumeInterrupted()
    return this.state()
  }

  forgetInterrupted(): ScoringState {
    this.queue.forgetInterrupted()
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

  /** Scores the items that are missing (see runBlocks), then computes what the run amounts to. */
  private async score({ key, load }: RunJob, sitting: Sitting): Promise<'done' | 'paused'> {
    const { probes, runs, scores, items: benchmarkItems } = this.options
    const { signal } = sitting
    const { modelId, limit, ...settings } = key
    const items = (await benchmarkItems.all(settings, { signal })).slice(0, limit ?? undefined)
    const scored = new ScoredItems(key, items, await longestText(items, signal), load, { runs, probes })
    const outcome = await runBlocks(scored, sitting)
    if (outcome === 'done') await sitting.whenWritable(() => keepMetrics({ runs, scores }, key, items))
    await sitting.whenWritable(() => scores.keepMeasured(modelId))
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

function isSameLoad(left: LoadSettings, right: LoadSettings): boolean {
  return left.gpu === right.gpu && left.precision === right.precision && left.threads === right.threads
}

function isSameKey(left: RunKey, right: RunKey): boolean {
  return (
    left.modelId === right.modelId &&
    left.benchmarkId === right.benchmarkId &&
    left.task === right.task &&
    left.shots === right.shots &&
    left.seed === right.seed &&
    left.limit === right.limit &&
    left.precision === right.precision
  )
}
