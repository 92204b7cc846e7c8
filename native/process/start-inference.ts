import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import type { z } from 'zod'
import { promptChoiceScore } from '../../core/benchmark/choice-score.ts'
import { geneRecordOf } from '../../core/population/population-codec.ts'
import type { GeneRecord } from '../../core/population/population.ts'
import { PopulationRecordError } from '../../core/population/record-bytes.ts'
import type { FailureStage, InferenceFailure } from '../schemas/failure.ts'
import type { LoadSettings } from '../schemas/load-settings.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import { itemBlocks } from '../scoring/item-blocks.ts'
import { classifyExit } from './classify-stderr.ts'
import { forkTransport } from './fork-transport.ts'
import {
  type CallOptions,
  type Inference,
  InferenceError,
  type ProbeCallbacks,
  type ProbeGene,
  type ScoreCallbacks,
  type ScoreItem,
} from './inference.ts'
import { type FromChild, fromChild, type FromParent, type LoadedModel, protocolVersion } from './messages.ts'
import { siblingModule } from './sibling-module.ts'
import { StderrTail } from './stderr-tail.ts'
import type { ProcessExit, StartTransport, Transport } from './transport.ts'

export interface InferenceOptions {
  /** How the process is started. Default: Node's fork. */
  readonly transport?: StartTransport
  /** The module that runs in the process. Default: inference-process beside this file. */
  readonly entry?: URL
  /** Milliseconds for the handshake. Default 30,000. */
  readonly handshake?: number
  /** Milliseconds without a sign of progress that a call allows where it says nothing else. Default 180,000. */
  readonly silence?: number
  /** Milliseconds between asking the process to end, SIGTERM and SIGKILL. Default 2,000. */
  readonly grace?: number
  /** Lines of stderr kept for error messages. Default 40. */
  readonly stderrLines?: number
}

type Stage = 'load' | 'probe' | 'score'

const doing: Record<Stage, string> = { load: 'loading the model', probe: 'probing', score: 'scoring' }

/** Blocks of items that are sent in one message, so that no message holds a whole benchmark with its examples. */
const blocksPerRequest = 4

interface Pending {
  readonly stage: Stage
  /** False once the caller has its answer; the request then only waits for the process to let go of it. */
  waiting: boolean
  readonly silence: number
  timer: NodeJS.Timeout
  readonly onMessage: (message: FromChild) => void
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** Genes opened and not done. */
  readonly genes: Set<number>
}

const describeExit = ({ code, signal }: ProcessExit): string => {
  if (signal !== null) return `ended by ${signal}`
  return code === null ? 'could not be started' : `ended with exit code ${code}`
}

class InferenceClient implements Inference {
  readonly exited: Promise<void>
  readonly #transport: Transport
  readonly #stderr: StderrTail
  readonly #silence: number
  readonly #grace: number
  readonly #pending = new Map<number, Pending>()
  #requests = 0
  #stage: FailureStage = 'start'
  /** What ended the process, where that was decided on this side. */
  #verdict: { readonly failure: InferenceFailure; readonly message: string } | undefined
  #closing: Promise<void> | undefined
  /** Set with the exit: what every later call is told. */
  #gone: InferenceError | undefined
  #hello: (() => void) | undefined
  #helloFailed: ((error: InferenceError) => void) | undefined

  constructor(transport: Transport, options: InferenceOptions) {
    this.#transport = transport
    this.#silence = options.silence ?? 180_000
    this.#grace = options.grace ?? 2_000
    this.#stderr = new StderrTail(options.stderrLines ?? 40)
    transport.onStderr((text) => this.#stderr.add(text))
    transport.onMessage((message) => this.#receive(message))
    this.exited = new Promise((resolve) => {
      transport.onExit((exit) => {
        this.#end(exit)
        resolve()
      })
    })
  }

  get pid(): number {
    return this.#transport.pid ?? 0
  }

  /** Waits for the handshake; ends the process where it does not come in time or speaks another version. */
  async greet(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          this.#condemn('silent', `expected the inference process to report within ${milliseconds} ms, heard nothing`),
        milliseconds,
      )
      this.#hello = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#helloFailed = (error) => {
        clearTimeout(timer)
        reject(error)
      }
    })
    this.#stage = 'idle'
  }

  async load(
    path: string,
    settings: LoadSettings & { readonly longestText?: number },
    options: CallOptions & { readonly onProgress?: (fraction: number) => void } = {},
  ): Promise<LoadedModel> {
    const model = await this.#request(
      (id) => ({ type: 'load', id, path, settings: withoutUndefined(settings) }),
      'load',
      options,
      (message, settle) => {
        if (message.type === 'load-progress') options.onProgress?.(message.fraction)
        else if (message.type === 'loaded') settle(message.model)
        else if (message.type !== 'alive') this.#foreign(message)
      },
    )
    return model as LoadedModel
  }

  async probe(genes: readonly ProbeGene[], settings: ProbeSettings, callbacks: ProbeCallbacks): Promise<void> {
    const asked = new Set(genes.map((gene) => gene.index))
    const { chars, strip, temperature, tolerance, pooled, maxDepth, maxNodes } = settings
    await this.#request(
      (id) => ({
        type: 'probe',
        id,
        genes: genes.map(({ index, text }) => ({ index, text })),
        settings: { chars, strip, temperature, tolerance, pooled, maxDepth, maxNodes },
      }),
      'probe',
      callbacks,
      (message, settle, pending) => {
        if (message.type === 'opened') {
          for (const gene of message.genes) pending.genes.add(gene)
          callbacks.onOpened?.(message.genes)
        } else if (message.type === 'gene') {
          if (!asked.delete(message.index)) {
            this.#condemn(
              'protocol',
              `expected one result for each gene that was asked for, found another for gene ${message.index}`,
            )
            return
          }
          pending.genes.delete(message.index)
          const record = readRecord(message.record)
          if (typeof record === 'string') this.#condemn('protocol', `gene ${message.index}: ${record}`)
          else callbacks.onGene(message.index, record)
        } else if (message.type === 'refused') {
          if (!asked.delete(message.index)) {
            this.#condemn(
              'protocol',
              `expected a refusal of a gene that was asked for, found one of gene ${message.index}`,
            )
            return
          }
          const refusal = this.#error(message.failure, message.message, 'probe', [message.index])
          if (callbacks.onRefused === undefined) throw refusal
          callbacks.onRefused(message.index, refusal)
        } else if (message.type === 'noise') callbacks.onNoise?.(message.index, message.totalVariation)
        else if (message.type === 'progress') callbacks.onProgress?.({ genes: message.genes, nodes: message.nodes })
        else if (message.type === 'probed') {
          if (asked.size > 0)
            this.#condemn(
              'protocol',
              `expected a result for every gene, found none for ${asked.size} of ${genes.length}`,
            )
          else settle(undefined)
        } else if (message.type !== 'alive') this.#foreign(message)
      },
    )
  }

  async score(items: readonly ScoreItem[], callbacks: ScoreCallbacks): Promise<void> {
    const blocks = itemBlocks(items)
    for (let from = 0; from < blocks.length; from += blocksPerRequest) {
      await this.#scoreBlocks(blocks.slice(from, from + blocksPerRequest).flat(), callbacks)
    }
  }

  async #scoreBlocks(items: readonly ScoreItem[], callbacks: ScoreCallbacks): Promise<void> {
    const asked = new Map(items.map((item) => [item.index, item.choices.length]))
    await this.#request(
      (id) => ({
        type: 'score',
        id,
        items: items.map(({ index, choices }) => ({
          index,
          choices: choices.map(({ context, continuation }) => ({ context, continuation })),
        })),
      }),
      'score',
      callbacks,
      (message, settle) => {
        if (message.type === 'item') {
          const choices = asked.get(message.index)
          asked.delete(message.index)
          if (choices !== message.choices.length) {
            this.#condemn(
              'protocol',
              `expected one result for each item that was asked for, found another for item ${message.index} with ${plural(message.choices.length, 'choice')}`,
            )
            return
          }
          callbacks.onItem({
            index: message.index,
            choices: message.choices.map(({ logProbabilities, greedy, cutTokens }) =>
              promptChoiceScore(logProbabilities, greedy, cutTokens),
            ),
          })
        } else if (message.type === 'scored') {
          if (asked.size > 0)
            this.#condemn(
              'protocol',
              `expected a result for every item, found none for ${asked.size} of ${items.length}`,
            )
          else settle(undefined)
        } else if (message.type !== 'alive') this.#foreign(message)
      },
    )
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    if (this.#gone !== undefined) return
    this.#verdict ??= { failure: 'refused', message: 'the inference process was closed' }
    this.#send({ type: 'close' })
    await this.#insist()
  }

  /** Waits for the exit, a grace period before each stronger means. */
  async #insist(): Promise<void> {
    for (const how of ['ask', 'force'] as const) {
      if (await within(this.exited, this.#grace)) return
      this.#transport.kill(how)
    }
    await this.exited
  }

  #send(message: FromParent): void {
    this.#transport.send(message)
  }

  #error(failure: InferenceFailure, message: string, stage: FailureStage, genes: readonly number[]): InferenceError {
    return new InferenceError(message, { failure, stage, stderr: this.#stderr.lines, genes })
  }

  /**
   * Ends the process for a fault found on this side; everything pending is rejected with it once the process is gone.
   */
  #condemn(failure: InferenceFailure, message: string): void {
    if (this.#verdict !== undefined) return
    this.#verdict = { failure, message }
    this.#transport.kill('force')
  }

  #foreign(message: FromChild): void {
    this.#condemn('protocol', `expected an answer to a running request, found a message of type ${message.type}`)
  }

  #end(exit: ProcessExit): void {
    const lines = this.#stderr.lines
    const verdict = this.#verdict ?? {
      failure: classifyExit(exit, lines),
      message: `the inference process ${describeExit(exit)}`,
    }
    this.#gone = this.#error(verdict.failure, verdict.message, this.#stage, [])
    this.#helloFailed?.(this.#gone)
    for (const [id, pending] of this.#pending) {
      clearTimeout(pending.timer)
      this.#pending.delete(id)
      const what = `while ${doing[pending.stage]}${geneList(pending.genes)}`
      pending.reject(this.#error(verdict.failure, `${verdict.message} ${what}`, pending.stage, [...pending.genes]))
    }
  }

  #receive(raw: unknown): void {
    if (this.#verdict !== undefined || this.#gone !== undefined) return
    const parsed = fromChild.safeParse(raw)
    if (!parsed.success) {
      this.#condemn(
        'protocol',
        `expected a message of the inference protocol, found another: ${firstIssue(parsed.error)}`,
      )
      return
    }
    const message = parsed.data
    if (message.type === 'hello') {
      if (this.#hello === undefined || this.#stage !== 'start') this.#foreign(message)
      else if (message.protocol !== protocolVersion) {
        this.#condemn(
          'protocol',
          `expected version ${protocolVersion} of the inference protocol, found ${message.protocol} (${message.build})`,
        )
      } else this.#hello()
      return
    }
    const pending = this.#pending.get(message.id)
    if (pending === undefined) {
      this.#foreign(message)
      return
    }
    for (const each of this.#pending.values()) each.timer.refresh()
    if (message.type === 'aborted' || message.type === 'failed') {
      const error =
        message.type === 'failed'
          ? this.#error(message.failure, message.message, pending.stage, message.genes)
          : this.#error('refused', 'the inference process stopped the request', pending.stage, [])
      this.#settle(message.id, () => pending.reject(error))
    } else if (pending.waiting) this.#hand(message, pending)
    else if (message.type === 'loaded' || message.type === 'probed' || message.type === 'scored')
      this.#settle(message.id, () => undefined)
  }

  /** Gives a message to who waits for it. A fault of theirs rejects their call; there is nobody else to throw it to. */
  #hand(message: FromChild, pending: Pending): void {
    try {
      pending.onMessage(message)
    } catch (error) {
      pending.waiting = false
      pending.reject(error)
    }
  }

  #settle(id: number, how: () => void): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    clearTimeout(pending.timer)
    this.#pending.delete(id)
    this.#stage = 'idle'
    how()
  }

  /**
   * Sends a request and waits for its end. `onMessage` gets what belongs to it, with a function that resolves the call.
   */
  #request(
    message: (id: number) => FromParent,
    stage: Stage,
    { signal, silence = this.#silence }: CallOptions,
    onMessage: (message: FromChild, settle: (value: unknown) => void, pending: Pending) => void,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      if (this.#gone !== undefined)
        throw this.#error(this.#gone.failure, `${this.#gone.message} before the call`, stage, [])
      if (this.#closing !== undefined) throw this.#error('refused', 'the inference process was closed', stage, [])
      const id = ++this.#requests
      const onAbort = (): void => {
        pending.waiting = false
        this.#send({ type: 'abort', id })
        reject(signal?.reason)
      }
      const release =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', onAbort)
          settle(value)
        }
      const pending: Pending = {
        stage,
        waiting: true,
        silence,
        timer: setTimeout(
          () => this.#condemn('silent', `expected a sign of progress within ${silence} ms, heard nothing`),
          silence,
        ),
        resolve: release(resolve),
        reject: release(reject),
        genes: new Set(),
        onMessage: (received) =>
          onMessage(received, (value) => this.#settle(id, () => pending.resolve(value)), pending),
      }
      this.#pending.set(id, pending)
      this.#stage = stage
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#send(message(id))
    })
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'unreadable' : `${issue.path.join('.')} ${issue.message}`.trim()
}

function geneList(genes: ReadonlySet<number>): string {
  if (genes.size === 0) return ''
  return ` ${genes.size === 1 ? 'gene' : 'genes'} ${firstNames([...genes].map(String))}`
}

/** A gene's record with its summary, or what is wrong with its beginning. */
function readRecord(bytes: Uint8Array): GeneRecord | string {
  try {
    const record = geneRecordOf(bytes)
    const { unresolved, bound, logLikelihood } = record.summary
    const isPossible = unresolved >= 0 && unresolved <= 1 && bound >= 0 && logLikelihood <= 1e-6
    return isPossible
      ? record
      : `expected possible numbers, found ${unresolved} unresolved, bound ${bound}, log-likelihood ${logLikelihood}`
  } catch (error) {
    if (error instanceof PopulationRecordError) return error.message
    throw error
  }
}

function withoutUndefined<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T
}

/** Whether `promise` settles within `milliseconds`. */
async function within(promise: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Starts an inference process and waits for its handshake. Rejects with InferenceError (stage `start`) where the
 * process ends, stays silent, or speaks another protocol version.
 */
export async function startInference(options: InferenceOptions = {}): Promise<Inference> {
  const start = options.transport ?? forkTransport
  const client = new InferenceClient(
    start(options.entry ?? siblingModule('inference-process', import.meta.url)),
    options,
  )
  await client.greet(options.handshake ?? 30_000)
  return client
}
