import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { GeneGroup, GeneStep, OpenedGene, PoolDecision } from '../expansion/gene-group.ts'
import type { GeneSurvey } from '../expansion/pool.ts'
import { threadKernel } from '../kernel/thread-kernel.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import { InferenceError } from '../process/inference.ts'
import { siblingModule } from '../process/sibling-module.ts'
import type { NextTokenScores, Vocabulary } from '../source/logit-source.ts'
import { dataOfVocabulary } from '../vocabulary/shared-vocabulary.ts'
import type { RowMessage, RowReply, RowRequest, RowThreadData } from './row-messages.ts'
import { RowReader } from './row-reader.ts'

/** More threads wait for memory rather than compute, and each takes 20 to 35 MB. */
const mostThreads = 4

/** Rows of scores in the library's memory, and the token whose log-probability is asked for in each. */
export interface AskedRow {
  readonly address: bigint
  readonly token: number
}

/** One that answers what is asked about rows, in its own thread. */
interface Rows {
  ask(request: RowRequest): Promise<RowReply>
  clear(): void
}

/**
 * Threads that read rows of scores where the library has put them. Between two decodes every core is free for what is
 * done with the rows of the first, so that takes only a part of the time that one thread would need. The thread that
 * asks is one of them.
 */
export class RowThreads {
  readonly #threads: readonly RowThread[]
  readonly #here: RowsHere
  /** The thread that asks comes last: what the others do is under way before it begins with its part. */
  readonly #all: readonly Rows[]

  private constructor(threads: readonly RowThread[], vocabulary: Vocabulary) {
    this.#threads = threads
    this.#here = new RowsHere(vocabulary)
    this.#all = [...threads, this.#here]
  }

  /**
   * Starts `count` threads beside this one. Rejects where one does not start. A thread that fails later ends the
   * requests to it.
   */
  static async start(vocabulary: Vocabulary, count: number): Promise<RowThreads> {
    const data: RowThreadData = {
      vocabulary: dataOfVocabulary(vocabulary),
      memory: threadKernel(vocabulary).memory.shared,
    }
    const threads = Array.from({ length: count }, () => new RowThread(data))
    try {
      await Promise.all(threads.map((thread) => thread.started))
      return new RowThreads(threads, vocabulary)
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.close()))
      throw error
    }
  }

  /** Natural log-probability of the token of each row at temperature 1; not finite where the scores are not. */
  async logProbabilities(rows: readonly AskedRow[]): Promise<Float64Array> {
    const result = new Float64Array(rows.length)
    const share = Math.ceil(rows.length / this.#all.length)
    await Promise.all(
      this.#all.map(async (thread, number) => {
        const from = number * share
        const part = rows.slice(from, from + share)
        if (part.length > 0) result.set(await logProbabilities(thread, part), from)
      }),
    )
    return result
  }

  /** One group of genes per thread, all empty. */
  groups(settings: ProbeSettings): GeneGroup[] {
    return this.#all.map((thread) => new ThreadGenes(thread, settings))
  }

  async close(): Promise<void> {
    this.#here.close()
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }
}

/**
 * How many row threads this machine can use beside the one that decodes: none on one core, where there is nothing to
 * gain.
 */
export function rowThreadCount(cores: number = availableParallelism()): number {
  return Math.max(0, Math.min(mostThreads, cores) - 1)
}

async function logProbabilities(thread: Rows, rows: readonly AskedRow[]): Promise<Float64Array> {
  const reply = await thread.ask({
    kind: 'logProbabilities',
    addresses: BigUint64Array.from(rows, ({ address }) => address),
    tokens: Int32Array.from(rows, ({ token }) => token),
  })
  if (reply.kind !== 'logProbabilities')
    throw new Error(`expected log-probabilities from a thread, found ${reply.kind}`)
  return reply.logProbabilities
}

/** Rows read in this thread. */
class RowsHere implements Rows {
  readonly #reader: RowReader
  #isClosed = false

  constructor(vocabulary: Vocabulary) {
    this.#reader = new RowReader(vocabulary)
  }

  async ask(request: RowRequest): Promise<RowReply> {
    if (this.#isClosed) throw closedError()
    return this.#reader.answer(request)
  }

  clear(): void {
    this.#reader.clear()
  }

  close(): void {
    this.#isClosed = true
    this.#reader.clear()
  }
}

const closedError = (): Error => new Error('expected an open source, found it closed')

/** One worker and the requests it has not answered yet. It does not keep the process alive unless one is under way. */
class RowThread implements Rows {
  readonly #worker: Worker
  readonly #waiting: { resolve(reply: RowReply): void; reject(error: Error): void }[] = []
  #ended: Error | undefined
  readonly started: Promise<unknown>

  constructor(data: RowThreadData) {
    this.#worker = new Worker(siblingModule('row-thread', import.meta.url), { workerData: data })
    this.started = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
    this.#worker.on('message', (reply: RowReply) => {
      const asked = this.#waiting.shift()
      if (this.#waiting.length === 0) this.#worker.unref()
      if (reply.kind === 'refused') asked?.reject(new InferenceError(reply.message, reply))
      else if (reply.kind === 'failed') asked?.reject(new Error(reply.message))
      else asked?.resolve(reply)
    })
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', (code) =>
      this.#end(new Error(`expected a thread that answers, found that it ended with exit code ${code}`)),
    )
  }

  ask(request: RowRequest): Promise<RowReply> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage(request)
    })
  }

  clear(): void {
    if (this.#ended === undefined) this.#worker.postMessage({ kind: 'clear' } satisfies RowMessage)
  }

  async close(): Promise<void> {
    this.#end(closedError())
    await this.#worker.terminate()
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const asked of this.#waiting.splice(0)) asked.reject(this.#ended)
  }
}

/** Genes expanded where rows are read. Scores must carry their address. */
class ThreadGenes implements GeneGroup {
  readonly #thread: Rows
  readonly #settings: ProbeSettings
  #opened: { opened: OpenedGene; address: bigint }[] = []
  #answers: { index: number; proposal: number; address: bigint }[] = []

  constructor(thread: Rows, settings: ProbeSettings) {
    this.#thread = thread
    this.#settings = settings
    thread.clear()
  }

  begin(opened: OpenedGene, next: NextTokenScores): void {
    this.#opened.push({ opened, address: addressOf(next) })
  }

  answer(index: number, proposal: number, next: NextTokenScores): void {
    this.#answers.push({ index, proposal, address: addressOf(next) })
  }

  async settle(): Promise<void> {
    if (this.#opened.length + this.#answers.length === 0) return
    const opened = this.#opened
    const answers = this.#answers
    this.#opened = []
    this.#answers = []
    await this.#thread.ask({
      kind: 'rows',
      settings: this.#settings,
      opened,
      answers: {
        genes: Int32Array.from(answers, ({ index }) => index),
        proposals: Int32Array.from(answers, ({ proposal }) => proposal),
        addresses: BigUint64Array.from(answers, ({ address }) => address),
      },
    })
  }

  async propose(most: number): Promise<readonly GeneStep[]> {
    return this.#steps({ kind: 'propose', most })
  }

  async survey(most: number): Promise<readonly GeneSurvey[]> {
    const reply = await this.#thread.ask({ kind: 'survey', most })
    if (reply.kind !== 'surveyed') throw new Error(`expected surveys from a thread, found ${reply.kind}`)
    return reply.surveys
  }

  async follow(decisions: readonly PoolDecision[]): Promise<readonly GeneStep[]> {
    return this.#steps({ kind: 'follow', decisions })
  }

  async #steps(request: RowRequest): Promise<readonly GeneStep[]> {
    const reply = await this.#thread.ask(request)
    if (reply.kind !== 'proposed') throw new Error(`expected proposals from a thread, found ${reply.kind}`)
    return reply.steps
  }

  clear(): void {
    this.#opened = []
    this.#answers = []
    this.#thread.clear()
  }
}

function addressOf({ address }: NextTokenScores): bigint {
  if (address === undefined) throw new Error('expected scores with an address, found some without')
  return address
}
