import { plural } from '../../core/format/quantity.ts'
import { threadKernel } from '../kernel/thread-kernel.ts'
import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import type { LlamaLibrary } from '../llama/library.ts'
import { InferenceError } from '../process/inference.ts'
import type { PromptOptions, PromptRequest, PromptScorer, PromptScores } from '../scoring/prompt-scorer.ts'
import { scorePrefixTree } from '../scoring/score-prefix-tree.ts'
import type { KeptChoice } from './choose-threads.ts'
import { DecodeThreads } from './decode-threads.ts'
import { type ContextSettings, freeContext, loadContext, type LoadedContext } from './loaded-context.ts'
import { LogitEvaluator, type Stretch } from './logit-evaluator.ts'
import type { LogitSource, NextTokenScores, SourceNode, SourceText, Vocabulary } from './logit-source.ts'
import type { SourceEnvironment } from '../schemas/source-environment.ts'
import { encodeText } from '../vocabulary/encode-text.ts'
import { type AskedRow, RowThreads } from '../threads/row-threads.ts'
import { rowLogProbability, ScoreRow } from './score-row.ts'
import { SequencePool } from './sequence-pool.ts'

export interface DirectSourceSettings extends ContextSettings {
  /** Threads beside the one that decodes; see native/threads/. */
  readonly rowThreads: number
  readonly vocabulary: Vocabulary
  readonly environment: Omit<
    SourceEnvironment,
    'source' | 'keyType' | 'valueType' | 'flashAttention' | 'batchTokens' | 'computedTokens' | 'threads' | 'sequences'
  >
}

interface OpenText {
  readonly sequence: number
  readonly tokens: readonly number[]
  /** Evaluated continuations that still hold a sequence, by path. */
  readonly branches: Map<string, number>
}

/**
 * The source on llama.cpp's C library: whole-vocabulary logits without a copy into JavaScript objects, one evaluation
 * of each text, shared by all its branches (sequence copy), and each evaluated branch kept as a sequence so that a
 * child costs one token.
 */
export class DirectSource implements LogitSource, PromptScorer {
  readonly vocabulary: Vocabulary
  environment: SourceEnvironment
  readonly contextTokens: number
  readonly texts: number
  readonly nodesPerCall: number
  readonly promptTokens: number
  readonly startToken: number | null
  readonly #loaded: LoadedContext
  readonly #pool: SequencePool
  readonly #threads: DecodeThreads
  readonly #evaluator: LogitEvaluator
  readonly #kernel: VocabularyKernel
  readonly rowThreads: RowThreads | undefined
  readonly #open = new Map<number, OpenText>()
  #closed = false

  private constructor(loaded: LoadedContext, settings: DirectSourceSettings, rowThreads: RowThreads | undefined) {
    const { parameters, texts, vocabularySize } = loaded
    if (vocabularySize !== settings.vocabulary.size) {
      throw new Error(`expected a vocabulary of ${plural(settings.vocabulary.size, 'token')}, found ${vocabularySize}`)
    }
    this.#loaded = loaded
    this.vocabulary = settings.vocabulary
    this.contextTokens = settings.textTokens + settings.pathTokens + 1
    // The last token of a prompt is not evaluated.
    this.promptTokens = this.contextTokens
    this.startToken = loaded.start.startToken
    this.texts = texts
    this.nodesPerCall = Math.min(parameters.n_batch, parameters.n_seq_max - texts)
    this.environment = {
      ...settings.environment,
      source: 'direct',
      keyType: 'F16',
      valueType: 'F16',
      flashAttention: parameters.flash_attn_type === 1,
      batchTokens: parameters.n_batch,
      computedTokens: parameters.n_ubatch,
      threads: parameters.n_threads,
      sequences: parameters.n_seq_max,
    }
    this.#pool = new SequencePool(loaded)
    this.#threads = new DecodeThreads(loaded)
    this.#evaluator = new LogitEvaluator(loaded, this.#pool, (tokens, milliseconds) =>
      this.#threads.observe(tokens, milliseconds),
    )
    this.#kernel = threadKernel(settings.vocabulary)
    this.rowThreads = rowThreads
  }

  /**
   * Loads a GGUF file through the library. Errors with InferenceError (`failed`, stage `load`) where llama.cpp refuses
   * it.
   */
  static async load(library: LlamaLibrary, path: string, settings: DirectSourceSettings): Promise<DirectSource> {
    const count = settings.rowThreads
    // Threads make it faster, no more: where they do not start, this one does their work.
    const starting = count > 0 ? RowThreads.start(settings.vocabulary, count).catch(() => undefined) : undefined
    let loaded: LoadedContext | undefined
    try {
      loaded = await loadContext(library, path, settings)
      return new DirectSource(loaded, settings, await starting)
    } catch (error) {
      await (await starting)?.close()
      if (loaded !== undefined) freeContext(loaded)
      throw error
    }
  }

  tokenize(text: string): number[] {
    const { library, vocabulary, start } = this.#loaded
    return encodeText(library, vocabulary, start, text)
  }

  async open(
    texts: readonly SourceText[],
    receive: (text: SourceText, tokenLogProbabilities: Float64Array, next: NextTokenScores) => void,
    signal?: AbortSignal,
    settle?: () => Promise<void>,
  ): Promise<void> {
    this.#refuseTexts(texts)
    signal?.throwIfAborted()
    if (this.#open.size === 0) this.#pool.clear()
    // Of the batch that has just been decoded: rows that tell about a token of a text, and the last rows of texts.
    let asked: (AskedRow & { readonly logProbabilities: Float64Array; readonly at: number })[] = []
    let last: { readonly text: SourceText; readonly logProbabilities: Float64Array; readonly next: NextTokenScores }[] =
      []
    const stretches = texts.map((text): Stretch => {
      const sequence = this.#pool.take()
      this.#open.set(text.key, { sequence, tokens: text.tokens, branches: new Map() })
      const logProbabilities = new Float64Array(text.tokens.length - 1)
      return {
        sequence,
        position: 0,
        tokens: text.tokens,
        firstOutput: 0,
        receive: (at, address) => {
          const token = text.tokens[at + 1]
          if (token === undefined) last.push({ text, logProbabilities, next: new ScoreRow(address, this.#kernel) })
          else asked.push({ address, token, logProbabilities, at })
        },
      }
    })
    const read = async (): Promise<void> => {
      const computed = await this.#logProbabilities(asked)
      for (const [index, { logProbabilities, at }] of asked.entries()) logProbabilities[at] = computed[index]!
      for (const { text, logProbabilities, next } of last) receive(text, logProbabilities, next)
      asked = []
      last = []
      await settle?.()
    }
    try {
      await this.#evaluator.evaluate(stretches, signal, read)
    } catch (error) {
      for (const { key } of texts) this.release(key)
      throw error
    }
  }

  async expand(
    nodes: readonly SourceNode[],
    receive: (index: number, next: NextTokenScores) => void,
    signal?: AbortSignal,
    settle?: () => Promise<void>,
  ): Promise<void> {
    signal?.throwIfAborted()
    for (const node of nodes) this.#refuseNode(node)
    for (let start = 0; start < nodes.length; start += this.nodesPerCall) {
      const part = nodes.slice(start, start + this.nodesPerCall)
      const stretches = part.map((node, offset) =>
        this.#branch(node, (_at, address) => receive(start + offset, new ScoreRow(address, this.#kernel))),
      )
      try {
        await this.#evaluator.evaluate(stretches, signal, settle)
      } catch (error) {
        for (const { sequence } of stretches) this.#pool.giveBack(sequence)
        throw error
      }
      // Only now may other branches continue these.
      for (const [offset, node] of part.entries()) this.#keep(node, stretches[offset]!.sequence)
    }
  }

  async score(
    requests: readonly PromptRequest[],
    receive: (index: number, scores: PromptScores) => void,
    options: PromptOptions = {},
  ): Promise<void> {
    if (this.#open.size > 0) throw new Error(`expected no open text, found ${this.#open.size}`)
    options.signal?.throwIfAborted()
    const { n_batch: batchTokens, n_seq_max: sequences, n_ctx: cells } = this.#loaded.parameters
    const context = {
      evaluator: this.#evaluator,
      pool: this.#pool,
      kernel: this.#kernel,
      batchTokens,
      sequences,
      cells,
    }
    await scorePrefixTree(requests, receive, context, options)
  }

  release(key: number): void {
    const text = this.#open.get(key)
    if (text === undefined) return
    for (const sequence of text.branches.values()) this.#pool.giveBack(sequence)
    this.#pool.giveBack(text.sequence)
    this.#open.delete(key)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    // Before the memory that they may still read.
    await this.rowThreads?.close()
    freeContext(this.#loaded)
  }

  /**
   * Sets the number of CPU threads to the fastest of the candidates. Results do not depend on it. No text may be open.
   */
  async measureThreads(candidates: readonly number[], kept: KeptChoice): Promise<void> {
    const threads = await this.#threads.measure(candidates, this.#evaluator, this.#pool, kept)
    this.environment = { ...this.environment, threads }
  }

  #refuseTexts(texts: readonly SourceText[]): void {
    if (this.#open.size + texts.length > this.texts) {
      throw new Error(`expected at most ${this.texts} open texts, found ${this.#open.size + texts.length}`)
    }
    const most = this.contextTokens - 1
    for (const { key, tokens } of texts) {
      if (this.#open.has(key)) throw new Error(`expected a new key, found ${key}, which is open`)
      if (tokens.length > most) {
        throw new InferenceError(`expected a text of at most ${plural(most, 'token')}, found one of ${tokens.length}`, {
          failure: 'text-too-long',
          stage: 'probe',
        })
      }
      if (tokens.length === 0) {
        throw new InferenceError('expected a text of at least one token, found an empty one', {
          failure: 'refused',
          stage: 'probe',
        })
      }
    }
  }

  #refuseNode({ key, path }: SourceNode): void {
    const text = this.#open.get(key)
    if (text === undefined) throw new Error(`expected an open text, found key ${key}`)
    const length = text.tokens.length + path.length
    if (length > this.contextTokens) {
      throw new InferenceError(
        `expected a text and continuation of at most ${plural(this.contextTokens, 'token')}, found ${length}`,
        {
          failure: 'text-too-long',
          stage: 'probe',
        },
      )
    }
  }

  /**
   * A sequence that holds what was evaluated of the path before its last token, and the rest of the path to append to
   * it.
   */
  #branch({ key, path }: SourceNode, receive: Stretch['receive']): Stretch {
    const text = this.#open.get(key)!
    if (path.length === 0) {
      return {
        sequence: this.#pool.take(),
        position: 0,
        tokens: text.tokens,
        firstOutput: text.tokens.length - 1,
        receive,
      }
    }
    const parent = path.slice(0, -1)
    const held = parent.length === 0 ? text.sequence : text.branches.get(parent.join())
    const done = held === undefined ? 0 : parent.length
    const tokens = path.slice(done)
    const sequence = this.#pool.fork(held ?? text.sequence)
    return { sequence, position: text.tokens.length + done, tokens, firstOutput: tokens.length - 1, receive }
  }

  /** Lets the children of an evaluated branch start from its sequence, as long as the pool can keep it. */
  #keep({ key, path }: SourceNode, sequence: number): void {
    const { branches } = this.#open.get(key)!
    const name = path.join()
    if (path.length === 0 || branches.has(name)) {
      this.#pool.giveBack(sequence)
      return
    }
    branches.set(name, sequence)
    this.#pool.keep(sequence, () => branches.delete(name))
  }

  /** Natural log-probabilities of the tokens of rows. */
  async #logProbabilities(rows: readonly AskedRow[]): Promise<Float64Array> {
    if (this.rowThreads !== undefined) return this.rowThreads.logProbabilities(rows)
    return Float64Array.from(rows, (row) => rowLogProbability(row, this.#kernel))
  }
}
