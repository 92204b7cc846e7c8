import { randomUUID } from 'node:crypto'
import type { LoadSettings } from '../../native/load-settings.ts'
import type { Precision, Room } from '../../native/precision/choose-precision.ts'
import type { Inference } from '../../native/process/inference.ts'
import type { ProbeSettings } from '../../native/probe-settings.ts'
import { ApiError, type Job, type QueueState } from '../api/contract.ts'
import { throttled, type Throttled } from '../api/throttle.ts'
import type { InferenceSlot } from '../jobs/inference-slot.ts'
import { JobFailure, jobFailure } from '../jobs/job-failure.ts'
import { precisionFor } from '../jobs/precision-for.ts'
import { type Pace, perPiece, timeLeft } from '../jobs/time-left.ts'
import { checkModelFiles } from '../library/check-model-files.ts'
import type { DigestStore } from '../store/digest-store.ts'
import type { GenomeStore } from '../store/genome-store.ts'
import type { ModelStore } from '../store/model-store.ts'
import { isComplete, type ProbeKey, type ProbeStore, type StoredProbe } from '../store/probe-store.ts'
import { runProbe } from './run-probe.ts'

export interface ProbeQueueOptions {
  readonly models: ModelStore
  readonly digests: DigestStore
  readonly genomes: GenomeStore
  readonly probes: ProbeStore
  readonly startInference: () => Promise<Inference>
  readonly slot: InferenceSlot
  readonly restartDelays: readonly number[]
  readonly silence?: number
  /** Memory and disk for dequantized weights. */
  readonly room: () => Room
  /** Called at most five times a second while something changes. */
  readonly onChange: (state: QueueState) => void
  /** Called when a stored probe has grown; at most every two seconds while a job runs, and at its end (`ended`). */
  readonly onProbes: (ended: boolean) => void
}

/** A job and what is known of its pace; `state` and counts as in the contract. */
interface JobRecord {
  readonly id: string
  readonly filling: number
  readonly key: ProbeKey
  readonly modelName: string
  readonly genomeName: string
  readonly modelSize: number
  readonly genes: number
  readonly load: LoadSettings
  readonly precisionReason: string | null
  state: Job['state']
  /** Genes done or set aside. */
  done: number
  nodes: number
  elapsed: number
  runningSince: number | null
  probingSince: number | null
  landedAt: number
  doneThisSitting: number
  readonly earlier: number | null
  failure: JobFailure | null
  abort: AbortController
}

const unfinishedStates: ReadonlySet<Job['state']> = new Set<Job['state']>(['waiting', 'loading', 'running', 'paused'])

/**
 * Probes one model at a time, in the order of starting. Jobs live in this process; what they have done is in the database, so a job
 * that is started again after a restart does only what is missing.
 */
export class ProbeQueue {
  private readonly options: ProbeQueueOptions
  private jobs: JobRecord[] = []
  private paused = false
  private closed = false
  private working: Promise<void> | undefined
  /** Counts the times that the queue was filled after it had been empty. */
  private filling = 0
  private latest: { perPiece: number; size: number } | null = null
  private readonly changes: Throttled
  private readonly growth: Throttled

  constructor(options: ProbeQueueOptions) {
    this.options = options
    this.changes = throttled(200, () => {
      options.onChange(this.state())
    })
    this.growth = throttled(2000, () => {
      options.onProbes(false)
    })
  }

  /** Queues one job per model that has anything left to do; a job that is queued already is answered as it is. */
  start(modelIds: readonly string[], genomeId: string, settings: ProbeSettings, load: Omit<LoadSettings, 'precision'>, precision: Precision | 'auto' = 'auto'): { jobs: Job[]; skipped: StoredProbe[] } {
    const genome = this.options.genomes.get(genomeId)
    if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${genomeId}.`)
    const models = [...new Set(modelIds)].map((id) => {
      const model = this.options.models.get(id)
      if (model === undefined) throw new ApiError('not-found', `There is no model with the id ${id} in the library.`)
      return model
    })
    if (!this.jobs.some((job) => unfinishedStates.has(job.state))) this.filling += 1
    const records: JobRecord[] = []
    const skipped: StoredProbe[] = []
    for (const model of models) {
      const isBegun = (begun: Precision): boolean => this.options.probes.find({ modelId: model.id, genomeId, settings, precision: begun }) !== undefined
      const chosen = precisionFor(model, precision, isBegun, this.options.room)
      const key: ProbeKey = { modelId: model.id, genomeId, settings, precision: chosen.precision }
      const stored = this.options.probes.find(key)
      const queued = this.jobs.find((job) => unfinishedStates.has(job.state) && sameKey(job.key, key))
      if (queued !== undefined) {
        records.push(queued)
      } else if (stored !== undefined && isComplete(stored)) {
        skipped.push(stored)
      } else {
        this.jobs = this.jobs.filter((job) => unfinishedStates.has(job.state) || !sameKey(job.key, key))
        const record: JobRecord = {
          id: randomUUID(),
          filling: this.filling,
          key,
          modelName: model.name,
          genomeName: genome.name,
          modelSize: model.size,
          genes: genome.genes,
          load: { ...load, precision: chosen.precision },
          precisionReason: chosen.reason,
          state: 'waiting',
          done: (stored?.done ?? 0) + (stored?.setAside.length ?? 0),
          nodes: stored?.nodes ?? 0,
          elapsed: 0,
          runningSince: null,
          probingSince: null,
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

  /** No new block of genes is begun until `resume`; the genes in flight are finished and stored, then the model is unloaded. */
  pause(): QueueState {
    this.paused = true
    this.changes.request()
    return this.state()
  }

  resume(): QueueState {
    this.paused = false
    this.work()
    this.changes.request()
    return this.state()
  }

  /** Cancels a job; what it has stored stays. Throws ApiError where there is no such job. */
  cancel(jobId: string): QueueState {
    const job = this.jobs.find((other) => other.id === jobId)
    if (job === undefined) throw new ApiError('not-found', `There is no job with the id ${jobId} in the queue.`)
    this.end(job)
    return this.state()
  }

  cancelAll(): QueueState {
    for (const job of this.jobs) this.end(job)
    return this.state()
  }

  /** Cancels every job that fits, e.g. those of a model that is removed, and resolves when none of them works any more. */
  async cancelWhere(fits: (key: ProbeKey) => boolean): Promise<void> {
    const jobs = this.jobs.filter((job) => unfinishedStates.has(job.state) && fits(job.key))
    const busy = jobs.some((job) => job.runningSince !== null)
    for (const job of jobs) this.end(job)
    if (busy) await this.idle
  }

  clear(): QueueState {
    this.jobs = this.jobs.filter((job) => unfinishedStates.has(job.state))
    this.changes.request()
    return this.state()
  }

  state(): QueueState {
    const shown = [...this.shownJobs().values()]
    const counted = this.jobs.filter((job) => unfinishedStates.has(job.state) || (job.state === 'done' && job.filling === this.filling))
    const open = shown.filter((job) => unfinishedStates.has(job.state))
    return {
      jobs: shown,
      paused: this.paused,
      genes: counted.reduce((sum, job) => sum + job.genes, 0),
      done: counted.reduce((sum, job) => sum + job.done, 0),
      remaining: open.some((job) => job.remaining === null) ? null : open.reduce((sum, job) => sum + (job.remaining ?? 0), 0),
    }
  }

  /** Ends the running job (its stored genes stay) and the inference process. */
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
    if (this.working !== undefined || this.paused || this.closed || this.next() === undefined) return
    this.working = this.options.slot
      .run(async () => {
        // What was to be done when this asked for the slot may have been cancelled meanwhile.
        const job = this.paused || this.closed ? undefined : this.next()
        if (job === undefined) return
        this.idle = this.run(job)
        await this.idle
      })
      .finally(() => {
        this.working = undefined
        this.work()
      })
  }

  private next(): JobRecord | undefined {
    return this.jobs.find((job) => job.state === 'waiting' || job.state === 'paused')
  }

  private async run(job: JobRecord): Promise<void> {
    const { models, digests, genomes, probes } = this.options
    job.state = 'loading'
    job.runningSince = performance.now()
    job.doneThisSitting = 0
    job.probingSince = null
    this.changes.request()
    try {
      const model = models.get(job.key.modelId)
      if (model === undefined) throw new JobFailure('The model has been removed from the library.', { failure: 'failed', stage: 'load' })
      const path = await checkModelFiles(model, models, digests, job.abort.signal)
      const outcome = await runProbe({
        key: job.key,
        path,
        texts: genomes.texts(job.key.genomeId),
        load: job.load,
        probes,
        process: {
          startInference: this.options.startInference,
          restartDelays: this.options.restartDelays,
          ...(this.options.silence === undefined ? {} : { silence: this.options.silence }),
          signal: job.abort.signal,
          isPaused: () => this.paused,
          onState: (state) => {
            if (job.abort.signal.aborted) return
            job.state = state
            if (state === 'running') job.probingSince ??= performance.now()
            this.changes.request()
          },
        },
        onGene: (nodes) => {
          job.done += 1
          job.nodes += nodes
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
      const pace = this.paceOf(job)
      const rate = perPiece(pace)
      if (rate !== null) this.latest = { perPiece: rate, size: job.modelSize }
      this.growth.stop()
      this.options.onProbes(true)
      this.changes.request()
    }
  }

  /** Counts as stored: another process may have worked on the same probe, or genes may have been taken back. */
  private refresh(job: JobRecord): void {
    const stored = this.options.probes.find(job.key)
    if (stored === undefined) return
    job.done = stored.done + stored.setAside.length
    job.nodes = stored.nodes
  }

  private paceOf(job: JobRecord): Pace {
    const now = performance.now()
    return {
      left: unfinishedStates.has(job.state) ? job.genes - job.done : 0,
      done: job.doneThisSitting,
      taken: job.probingSince === null ? 0 : job.landedAt - job.probingSince,
      since: job.runningSince === null ? 0 : now - job.landedAt,
      earlier: job.earlier,
      size: job.modelSize,
    }
  }

  private shownJobs(): Map<JobRecord, Job> {
    const running = this.jobs.find((job) => job.runningSince !== null)
    const rate = running === undefined ? null : perPiece(this.paceOf(running))
    const latest = running === undefined || rate === null ? this.latest : { perPiece: rate, size: running.modelSize }
    const left = timeLeft(this.jobs.map((job) => this.paceOf(job)), latest)
    return new Map(
      this.jobs.map((job, index) => [
        job,
        {
          id: job.id,
          modelId: job.key.modelId,
          modelName: job.modelName,
          genomeId: job.key.genomeId,
          genomeName: job.genomeName,
          settings: { ...job.key.settings },
          load: shownLoad(job.load),
          precisionReason: job.precisionReason,
          state: job.state,
          genes: job.genes,
          done: job.done,
          nodes: job.nodes,
          elapsed: job.elapsed + (job.runningSince === null ? 0 : performance.now() - job.runningSince),
          remaining: left[index] ?? null,
          failure:
            job.failure === null
              ? null
              : { message: job.failure.message, failure: job.failure.failure, stage: job.failure.stage, stderr: [...job.failure.stderr] },
        },
      ]),
    )
  }
}

function shownLoad({ gpu, threads, precision }: LoadSettings): Job['load'] {
  return { gpu, ...(threads === undefined ? {} : { threads }), ...(precision === undefined ? {} : { precision }) }
}

function sameKey(one: ProbeKey, other: ProbeKey): boolean {
  const settings = one.settings
  const others = other.settings
  return (
    one.modelId === other.modelId &&
    one.genomeId === other.genomeId &&
    one.precision === other.precision &&
    settings.chars === others.chars &&
    settings.strip === others.strip &&
    settings.temperature === others.temperature &&
    settings.tolerance === others.tolerance &&
    settings.pooled === others.pooled &&
    settings.maxDepth === others.maxDepth &&
    settings.maxNodes === others.maxNodes
  )
}
