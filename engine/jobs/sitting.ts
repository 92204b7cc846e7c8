import { setTimeout as delay } from 'node:timers/promises'
import type { Inference } from '../../native/process/inference.ts'
import type { LoadSettings } from '../../native/schemas/load-settings.ts'
import { withinLimits } from '../limits/within-limits.ts'
import type { InferenceOptions } from './inference-options.ts'
import type { JobRecord } from './job.ts'
import { enter } from './job-state.ts'
import type { KeptProcess } from './kept-process.ts'
import type { QueueNotices } from './queue-notices.ts'

/** Milliseconds for which a cancelled job waits until it can store what it has. */
const cancelledPatience = 2000

/** The files of a model; see WatchedFiles. */
interface EvaluatedFiles {
  /** Path of the model's file (of its first part). */
  readonly path: string
  readonly verified: (signal: AbortSignal) => Promise<string>
  readonly areIn: (state: string) => Promise<boolean>
}

/** What a sitting is made of. */
interface SittingParts {
  readonly files: EvaluatedFiles
  readonly options: Pick<InferenceOptions, 'startInference' | 'limits' | 'restartDelays' | 'silence' | 'whenWritable'>
  /** Where a process that has done its work is left for the next job; undefined: it is ended. */
  readonly kept: KeptProcess | undefined
  readonly list: { readonly isPaused: boolean }
  readonly notices: QueueNotices
}

/**
 * One sitting at a job, from its begin to its end or a pause. Who works on the job finds here what to work with, and
 * tells it of each step; the job's record in the queue follows.
 */
export class Sitting {
  readonly files: EvaluatedFiles
  readonly kept: KeptProcess | undefined
  private readonly job: JobRecord<unknown, unknown>
  private readonly parts: SittingParts

  constructor(job: JobRecord<unknown, unknown>, parts: SittingParts) {
    this.job = job
    this.parts = parts
    this.files = parts.files
    this.kept = parts.kept
  }

  /** Ends the work at once; pieces in flight are lost. */
  get signal(): AbortSignal {
    return this.job.abort.signal
  }

  /** To be asked before each block. */
  get isPaused(): boolean {
    return this.parts.list.isPaused || this.job.isHeld
  }

  /** Stored with each result: why weights are evaluated as stored although dequantized ones had been chosen. */
  get precisionFallback(): string | undefined {
    return this.job.precisionFallback
  }

  /** When a call to the inference process is given up. */
  get limits(): { readonly signal: AbortSignal; readonly silence?: number } {
    const { silence } = this.parts.options
    return { signal: this.signal, ...(silence === undefined ? {} : { silence }) }
  }

  /** How a model is to be loaded now. */
  within<Load extends LoadSettings>(load: Load): Load {
    return withinLimits(load, this.parts.options.limits())
  }

  startInference(): Promise<Inference> {
    return this.parts.options.startInference()
  }

  /**
   * Waits as long as befits restart number `restart`, from 1 on; until the model is loaded again the job says why.
   * Throws the signal's reason on abort.
   *
   * @param why the error that the process ended with
   */
  async delayBefore(restart: number, why: unknown): Promise<void> {
    const { restartDelays } = this.parts.options
    this.job.waitsFor = `for its inference process to be started again: ${why instanceof Error ? why.message : String(why)}`
    this.parts.notices.changed()
    await delay(restartDelays[Math.min(restart, restartDelays.length) - 1] ?? 0, undefined, { signal: this.signal })
  }

  /** Does work that stores something, once the database can be written to. */
  whenWritable<T>(work: () => T | Promise<T>): Promise<T> {
    return this.parts.options.whenWritable(work, {
      // What a cancelled job has evaluated is still stored if that is soon possible.
      ...(this.signal.aborted ? { patience: cancelledPatience } : { signal: this.signal }),
      onWaiting: (reason) => {
        if (reason === null) delete this.job.waitsFor
        else this.job.waitsFor = `to store what is evaluated: ${reason}`
        this.parts.notices.changed()
      },
    })
  }

  loadingBegun(): void {
    this.enter('loading')
  }

  loadingEnded(): void {
    delete this.job.waitsFor
    this.enter('running')
  }

  /** So many pieces are stored or set aside: what had landed of a block may have been dropped. */
  settled(pieces: number): void {
    this.job.done = pieces
    this.parts.notices.changed()
  }

  /** A block of `evaluated` pieces is begun, of which `wanted` are to be stored. */
  blockBegun(wanted: number, evaluated: number): void {
    this.job.times.begin(wanted, evaluated, performance.now())
  }

  /** A piece that is to be stored has been evaluated. */
  pieceLanded(): void {
    this.job.times.land(performance.now())
    this.pieceDone()
  }

  /** The process tells how many pieces of the block it has begun and how many of those it has ended. */
  blockWorked(begun: number, ended: number): void {
    this.job.times.work(begun, ended, performance.now())
    this.parts.notices.changed()
  }

  pieceSetAside(): void {
    this.pieceDone()
  }

  /** The block is stored. */
  blockEnded(): void {
    this.job.times.end(performance.now())
  }

  private pieceDone(): void {
    this.job.done += 1
    this.parts.notices.grown()
  }

  private enter(state: 'loading' | 'running'): void {
    if (this.signal.aborted) return
    enter(this.job, state)
    this.parts.notices.changed()
  }
}
