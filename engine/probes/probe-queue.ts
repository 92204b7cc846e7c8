import type { LoadSettings, Precision } from '../../native/schemas/load-settings.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import { ApiError, type Job, type ProbeEstimate, type QueueState } from '../api/contract.ts'
import type { MovedJob, QueuedJob } from '../api/job-contract.ts'
import type { JobRecord } from '../jobs/job.ts'
import { isUnfinished } from '../jobs/job-state.ts'
import type { InferenceOptions } from '../jobs/inference-options.ts'
import { JobQueue } from '../jobs/job-queue.ts'
import { precisionFor } from '../jobs/precision-for.ts'
import { runBlocks } from '../jobs/run-blocks.ts'
import type { Sitting } from '../jobs/sitting.ts'
import type { GenomeStore } from '../store/genome-store.ts'
import { isComplete, type ProbeKey, type ProbeStore, type StoredProbe } from '../store/probe-store.ts'
import { ProbedGenes } from './probed-genes.ts'
import { estimatedTime, type MeasuredProbe, timePerGene } from './probe-estimate.ts'
import { sharedBlocks, takeSharedGenes } from './shared-genes.ts'

interface ProbeQueueOptions extends InferenceOptions {
  readonly genomes: GenomeStore
  readonly probes: ProbeStore
  /** Called at most five times a second while something changes. */
  readonly onChange: (state: QueueState) => void
  /** Called when a stored probe has grown; at most every two seconds while a job runs, and at its end (`ended`). */
  readonly onProbes: (ended: boolean) => void
}

interface ProbeFacts {
  readonly genomeName: string
  /** Nodes of the genes that are stored. */
  nodes: number
}

type ProbeJob = JobRecord<ProbeKey, ProbeFacts>

/** The queue of probes; see JobQueue. */
export class ProbeQueue {
  private readonly options: ProbeQueueOptions
  private readonly queue: JobQueue<ProbeKey, ProbeFacts, StoredProbe>

  constructor(options: ProbeQueueOptions) {
    this.options = options
    this.queue = new JobQueue(options, 'probes', {
      isSameKey,
      find: (key) => options.probes.find(key),
      isOver,
      factsOf: ({ genomeId }, stored) => {
        const genome = options.genomes.get(genomeId)
        return genome === undefined ? undefined : { genomeName: genome.name, nodes: stored?.nodes ?? 0 }
      },
      expected: (keys) => {
        const measured = this.measured()
        return keys.map((key) => {
          const model = options.models.get(key.modelId)
          return model === undefined ? null : timePerGene({ ...key, parameters: model.parameters }, measured).value
        })
      },
      subjectOf: ({ genomeName }) => genomeName,
      work: (job, sitting) => this.probe(job, sitting),
      onChange: () => {
        options.onChange(this.state())
      },
      onGrowth: options.onProbes,
    })
  }

  /**
   * Queues one job per model that has anything left to do; a job that is queued already is answered as it is. Throws
   * ApiError.
   */
  start(
    modelIds: readonly string[],
    genomeId: string,
    settings: ProbeSettings,
    load: Omit<LoadSettings, 'precision'>,
    precision: Precision | 'auto' = 'auto',
  ): { jobs: Job[]; skipped: StoredProbe[] } {
    const { genomes, probes, freeSpace } = this.options
    const genome = genomes.get(genomeId)
    if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${genomeId}.`)
    const shared = sharedBlocks(genomes, genomeId)
    const measured = this.measured()
    const wanted = this.queue.models(modelIds).map((model) => {
      const isBegun = (begun: Precision): boolean =>
        probes.find({ modelId: model.id, genomeId, settings, precision: begun }) !== undefined
      const chosen = precisionFor(model, precision, isBegun, freeSpace)
      const key: ProbeKey = { modelId: model.id, genomeId, settings, precision: chosen.precision }
      takeSharedGenes(probes, key, shared)
      const stored = probes.find(key)
      return {
        key,
        modelName: model.name,
        modelSize: model.size,
        pieces: genome.genes,
        load: { ...load, precision: chosen.precision },
        precisionReason: chosen.reason,
        facts: { genomeName: genome.name, nodes: stored?.nodes ?? 0 },
        expected: timePerGene({ ...key, parameters: model.parameters }, measured).value,
        stored,
        isOver: stored !== undefined && isOver(stored),
      }
    })
    const { jobs, skipped } = this.queue.start(wanted)
    const shown = new Map(this.queue.shown().jobs)
    return { jobs: jobs.map((job) => shownProbe(job, shown.get(job)!)), skipped }
  }

  /** How long probes of these models would take that are not complete; see timePerGene. Throws ApiError. */
  estimate(modelIds: readonly string[], genomeId: string, settings: ProbeSettings): ProbeEstimate {
    const { genomes, probes } = this.options
    const genome = genomes.get(genomeId)
    if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${genomeId}.`)
    const measured = this.measured()
    const shared = sharedBlocks(genomes, genomeId)
    const wanted = this.queue.models(modelIds).map(({ id: modelId, parameters }) => ({
      parameters,
      genes: genome.genes - probes.mostDone({ modelId, genomeId, settings }, shared),
      perGene: timePerGene({ modelId, parameters, genomeId, settings }, measured),
    }))
    const missing = wanted.filter(({ genes }) => genes > 0)
    return {
      ...estimatedTime(missing),
      models: missing.length,
      genes: missing.reduce((sum, { genes }) => sum + genes, 0),
      isMeasured: missing.every(({ perGene }) => perGene.isMeasured),
    }
  }

  pause(): QueueState {
    this.queue.pause()
    return this.state()
  }

  resume(): QueueState {
    this.queue.resume()
    return this.state()
  }

  cancel(jobId: string): QueueState {
    this.queue.cancel(jobId)
    return this.state()
  }

  hold(jobId: string): QueueState {
    this.queue.hold(jobId)
    return this.state()
  }

  release(jobId: string): QueueState {
    this.queue.release(jobId)
    return this.state()
  }

  move(move: MovedJob): QueueState {
    this.queue.move(move)
    return this.state()
  }

  resumeInterrupted(): QueueState {
    this.queue.resumeInterrupted()
    return this.state()
  }

  forgetInterrupted(): QueueState {
    this.queue.forgetInterrupted()
    return this.state()
  }

  cancelAll(): QueueState {
    this.queue.cancelAll()
    return this.state()
  }

  cancelWhere(fits: (key: ProbeKey) => boolean): Promise<void> {
    return this.queue.cancelWhere(fits)
  }

  /** Whether a job that has not ended is to probe this genome. */
  isWaitingFor(genomeId: string): boolean {
    return this.queue.shown().jobs.some(([job]) => isUnfinished(job) && job.key.genomeId === genomeId)
  }

  clear(): QueueState {
    this.queue.clear()
    return this.state()
  }

  state(): QueueState {
    const { jobs, pieces, ...state } = this.queue.shown()
    return { ...state, genes: pieces, jobs: jobs.map(([job, shown]) => shownProbe(job, shown)) }
  }

  close(): Promise<void> {
    return this.queue.close()
  }

  /** What stored probes tell of the speed of this machine. */
  private measured(): MeasuredProbe[] {
    const { models, probes } = this.options
    const parameters = new Map(models.list().map((model) => [model.id, model.parameters]))
    return probes.paces().map((probe) => ({ ...probe, parameters: parameters.get(probe.modelId) ?? 0 }))
  }

  /** Probes the genes that are missing; see runBlocks. */
  private async probe({ key, load, facts }: ProbeJob, sitting: Sitting): Promise<'done' | 'paused'> {
    const { genomes, probes } = this.options
    // What it shares with a probe that was not complete when this was queued.
    await sitting.whenWritable(() => takeSharedGenes(probes, key, sharedBlocks(genomes, key.genomeId)))
    try {
      return await runBlocks(new ProbedGenes(key, genomes.texts(key.genomeId), load, probes, facts), sitting)
    } finally {
      // As stored: another process may have worked on the same probe.
      facts.nodes = probes.find(key)?.nodes ?? facts.nodes
    }
  }
}

function shownProbe({ key, facts, pieces }: ProbeJob, shown: QueuedJob): Job {
  return {
    ...shown,
    genomeId: key.genomeId,
    genomeName: facts.genomeName,
    settings: { ...key.settings },
    genes: pieces,
    nodes: facts.nodes,
  }
}

/** Whether nothing of a probe is left to do: every gene is settled, and the engine's noise measured. */
function isOver(stored: StoredProbe): boolean {
  return isComplete(stored) && stored.unmeasured.length === 0
}

function isSameKey(left: ProbeKey, right: ProbeKey): boolean {
  const { settings } = left
  return (
    left.modelId === right.modelId &&
    left.genomeId === right.genomeId &&
    left.precision === right.precision &&
    settings.chars === right.settings.chars &&
    settings.strip === right.settings.strip &&
    settings.temperature === right.settings.temperature &&
    settings.tolerance === right.settings.tolerance &&
    settings.pooled === right.settings.pooled &&
    settings.maxDepth === right.settings.maxDepth &&
    settings.maxNodes === right.settings.maxNodes
  )
}
