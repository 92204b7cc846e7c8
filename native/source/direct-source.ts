import koffi from 'koffi'
import { SoftmaxKernel } from '../kernel/softmax.ts'
import type { Batch, ContextParameters, LlamaLibrary, Pointer } from '../llama/library.ts'
import { ggmlTypes } from '../llama/library.ts'
import { InferenceError } from '../process/inference.ts'
import { chooseThreads } from './choose-threads.ts'
import { planDirectContext } from './context-plan.ts'
import type { LogitSource, NextTokenScores, SourceEnvironment, SourceNode, SourceText, Vocabulary } from './logit-source.ts'
import { ThreadGuard } from './thread-guard.ts'

/** Tokens of one measurement of the speed; every context has as many sequences. */
const measuredTokens = 8
/** What llama_decode returns where the memory has no room for the batch. */
const noRoom = 1

export interface DirectSourceSettings {
  readonly threads: number
  /** Longest text and longest continuation, in tokens. */
  readonly textTokens: number
  readonly pathTokens: number
  /** Most tokens that all sequences together may hold. */
  readonly mostCells: number
  /** Layers on the GPU; -1 all, 0 none. */
  readonly gpuLayers: number
  readonly vocabulary: Vocabulary
  readonly environment: Omit<SourceEnvironment, 'source' | 'keyType' | 'valueType' | 'flashAttention' | 'batchTokens' | 'threads' | 'sequences'>
}

/** A stretch of tokens to append to one sequence; outputs are wanted from `firstOutput` on. */
interface Append {
  readonly sequence: number
  readonly position: number
  readonly tokens: readonly number[]
  readonly firstOutput: number
  /** Called once per wanted output, synchronously, with the index into `tokens`. */
  readonly receive: (at: number, logits: Float32Array) => void
}

interface OpenText {
  readonly sequence: number
  readonly tokens: readonly number[]
  /** Evaluated continuations that still hold a sequence, by path. */
  readonly branches: Map<string, number>
}

/**
 * The source on llama.cpp's C library: whole-vocabulary logits without a copy into JavaScript objects, one evaluation of
 * each text, shared by all its branches (sequence copy), and each evaluated branch kept as a sequence so that a child
 * costs one token. It only ever appends to, copies and drops whole sequences, which every kind of memory of llama.cpp
 * allows (plain, sliding window, recurrent, hybrid).
 */
export class DirectSource implements LogitSource {
  readonly vocabulary: Vocabulary
  environment: SourceEnvironment
  readonly contextTokens: number
  readonly texts: number
  readonly nodesPerCall: number
  readonly #library: LlamaLibrary
  readonly #model: Pointer
  readonly #context: Pointer
  readonly #memory: Pointer
  readonly #llamaVocabulary: Pointer
  readonly #kernel: SoftmaxKernel
  readonly #batchTokens: number
  readonly #batch: Batch
  readonly #free: number[]
  readonly #open = new Map<number, OpenText>()
  /** Branches that hold a sequence, oldest first: the first to lose it when sequences run out. */
  readonly #kept = new Map<string, { readonly text: OpenText; readonly path: string }>()
  /** Views of rows of logits by address: every new one would count as memory of its size and wake the garbage collector. */
  readonly #views = new Map<bigint, Float32Array>()
  #closed = false
  /** Present where the number of threads was measured, not given. */
  #guard: ThreadGuard | undefined
  #threads = 0

  private constructor(
    library: LlamaLibrary,
    model: Pointer,
    context: Pointer,
    memory: Pointer,
    parameters: ContextParameters,
    texts: number,
    settings: DirectSourceSettings,
  ) {
    this.#library = library
    this.#model = model
    this.#context = context
    this.#memory = memory
    this.#llamaVocabulary = library.vocabulary(model)
    this.vocabulary = settings.vocabulary
    this.contextTokens = settings.textTokens + settings.pathTokens + 1
    this.texts = texts
    this.nodesPerCall = Math.min(parameters.n_batch, parameters.n_seq_max - texts)
    this.environment = {
      ...settings.environment,
      source: 'direct',
      keyType: 'F16',
      valueType: 'F16',
      flashAttention: parameters.flash_attn_type === 1,
      batchTokens: parameters.n_batch,
      threads: parameters.n_threads,
      sequences: parameters.n_seq_max,
    }
    const size = library.vocabularySize(this.#llamaVocabulary)
    if (size !== settings.vocabulary.size) throw new Error(`expected a vocabulary of ${settings.vocabulary.size} tokens, found ${size}`)
    this.#kernel = new SoftmaxKernel(size)
    this.#batchTokens = parameters.n_batch
    this.#free = Array.from({ length: parameters.n_seq_max }, (_, index) => parameters.n_seq_max - 1 - index)
    const sequences = new Int32Array(this.#batchTokens)
    const addresses = new BigInt64Array(this.#batchTokens)
    const base = BigInt(koffi.address(sequences) as bigint)
    for (let index = 0; index < this.#batchTokens; index++) addresses[index] = base + BigInt(4 * index)
    this.#sequences = sequences
    this.#batch = {
      n_tokens: 0,
      token: new Int32Array(this.#batchTokens),
      embd: null,
      pos: new Int32Array(this.#batchTokens),
      n_seq_id: new Int32Array(this.#batchTokens).fill(1),
      seq_id: addresses,
      logits: new Int8Array(this.#batchTokens),
    }
  }

  readonly #sequences: Int32Array

  /** Loads a GGUF file through the library. Errors with InferenceError (`failed`, stage `load`) where llama.cpp refuses it. */
  static async load(library: LlamaLibrary, path: string, settings: DirectSourceSettings): Promise<DirectSource> {
    const modelParameters = { ...library.modelDefaults(), n_gpu_layers: settings.gpuLayers }
    const model = await new Promise<Pointer | null>((resolve, reject) => {
      library.loadModel.async(path, modelParameters, (error, result) => (error ? reject(error) : resolve(result)))
    })
    if (model === null) throw new InferenceError(`llama.cpp did not load ${path}`, { failure: 'failed', stage: 'load' })
    try {
      const { texts, batchTokens, sequences, cells } = planDirectContext({
        ...settings,
        vocabularySize: library.vocabularySize(library.vocabulary(model)),
        stateful: library.isRecurrent(model) || library.isHybrid(model),
      })
      const parameters: ContextParameters = {
        ...library.contextDefaults(),
        n_ctx: cells,
        n_batch: batchTokens,
        n_ubatch: batchTokens,
        n_seq_max: sequences,
        n_outputs_max: 0,
        n_threads: settings.threads,
        n_threads_batch: settings.threads,
        type_k: ggmlTypes.f16,
        type_v: ggmlTypes.f16,
        no_perf: true,
        // As in the public source: texts are short, and without it fewer roundings to 16 bits are made.
        flash_attn_type: 0,
        // One buffer for all sequences: copying a sequence then copies no keys and values.
        kv_unified: true,
        swa_full: false,
      }
      const context = library.initContext(model, parameters)
      if (context === null) throw new InferenceError('llama.cpp made no context', { failure: 'failed', stage: 'load' })
      const memory = library.memory(context)
      if (memory === null) {
        library.freeContext(context)
        throw new InferenceError('the model keeps no memory of a text, so it cannot continue one', { failure: 'refused', stage: 'load' })
      }
      return new DirectSource(library, model, context, memory, parameters, texts, settings)
    } catch (error) {
      library.freeModel(model)
      throw error
    }
  }

  tokenize(text: string): number[] {
    const bytes = new TextEncoder().encode(text)
    let tokens = new Int32Array(bytes.length + 16)
    let count = this.#library.tokenize(this.#llamaVocabulary, bytes, bytes.length, tokens, tokens.length, false, false)
    if (count < 0) {
      tokens = new Int32Array(-count)
      count = this.#library.tokenize(this.#llamaVocabulary, bytes, bytes.length, tokens, tokens.length, false, false)
    }
    const ids = Array.from(tokens.subarray(0, count))
    return this.#library.addsBos(this.#llamaVocabulary) ? [this.#library.bos(this.#llamaVocabulary), ...ids] : ids
  }

  async open(
    texts: readonly SourceText[],
    receive: (text: SourceText, tokenLogProbabilities: Float64Array, next: NextTokenScores) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    this.#refuseTexts(texts)
    signal?.throwIfAborted()
    if (this.#open.size === 0) this.#forgetAll()
    const appends = texts.map((text): Append => {
      const sequence = this.#takeSequence()
      this.#open.set(text.key, { sequence, tokens: text.tokens, branches: new Map() })
      const logProbabilities = new Float64Array(text.tokens.length - 1)
      return {
        sequence,
        position: 0,
        tokens: text.tokens,
        firstOutput: 0,
        receive: (at, scores) => {
          const next = text.tokens[at + 1]
          if (next === undefined) receive(text, logProbabilities, this.#scores(scores))
          else logProbabilities[at] = scores[next]! - this.#kernel.logSumExp(scores)
        },
      }
    })
    try {
      await this.#evaluate(appends, signal)
    } catch (error) {
      for (const { key } of texts) this.release(key)
      throw error
    }
  }

  async expand(nodes: readonly SourceNode[], receive: (index: number, next: NextTokenScores) => void, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    for (const node of nodes) this.#refuseNode(node)
    for (let start = 0; start < nodes.length; start += this.nodesPerCall) {
      const part = nodes.slice(start, start + this.nodesPerCall)
      const appends = part.map((node, offset) =>
        this.#branch(node, (_at, scores) => receive(start + offset, this.#scores(scores))),
      )
      try {
        await this.#evaluate(appends, signal)
      } catch (error) {
        for (const { sequence } of appends) this.#returnSequence(sequence)
        throw error
      }
      // Only now may other branches continue these.
      for (const [offset, node] of part.entries()) this.#keep(node, appends[offset]!.sequence)
    }
  }

  release(key: number): void {
    const text = this.#open.get(key)
    if (text === undefined) return
    for (const path of [...text.branches.keys()]) {
      this.#kept.delete(`${key}:${path}`)
      this.#dropBranch(text, path)
    }
    this.#returnSequence(text.sequence)
    this.#open.delete(key)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#library.freeContext(this.#context)
    this.#library.freeModel(this.#model)
  }

  #refuseTexts(texts: readonly SourceText[]): void {
    if (this.#open.size + texts.length > this.texts) {
      throw new Error(`expected at most ${this.texts} open texts, found ${this.#open.size + texts.length}`)
    }
    const most = this.contextTokens - 1
    for (const { key, tokens } of texts) {
      if (this.#open.has(key)) throw new Error(`expected a new key, found ${key}, which is open`)
      if (tokens.length > most) {
        throw new InferenceError(`expected a text of at most ${most} tokens, found one of ${tokens.length}`, {
          failure: 'text-too-long',
          stage: 'probe',
        })
      }
      if (tokens.length === 0) {
        throw new InferenceError('expected a text of at least one token, found an empty one', { failure: 'refused', stage: 'probe' })
      }
    }
  }

  #refuseNode({ key, path }: SourceNode): void {
    const text = this.#open.get(key)
    if (text === undefined) throw new Error(`expected an open text, found key ${key}`)
    const length = text.tokens.length + path.length
    if (length > this.contextTokens) {
      throw new InferenceError(`expected a text and continuation of at most ${this.contextTokens} tokens, found ${length}`, {
        failure: 'text-too-long',
        stage: 'probe',
      })
    }
  }

  /** A sequence that holds what was evaluated of the path before its last token, and the rest of the path to append to it. */
  #branch({ key, path }: SourceNode, receive: Append['receive']): Append {
    const text = this.#open.get(key)!
    const parent = path.slice(0, -1)
    const held = parent.length === 0 ? text.sequence : text.branches.get(parent.join())
    const sequence = this.#takeSequence(held)
    if (path.length === 0) return { sequence, position: 0, tokens: text.tokens, firstOutput: text.tokens.length - 1, receive }
    this.#library.copySequence(this.#memory, held ?? text.sequence, sequence, -1, -1)
    const done = held === undefined ? 0 : parent.length
    const tokens = path.slice(done)
    return { sequence, position: text.tokens.length + done, tokens, firstOutput: tokens.length - 1, receive }
  }

  /** Lets the children of an evaluated branch start from its sequence. */
  #keep({ key, path }: SourceNode, sequence: number): void {
    const text = this.#open.get(key)!
    const name = path.join()
    if (path.length === 0 || text.branches.has(name)) {
      this.#returnSequence(sequence)
      return
    }
    text.branches.set(name, sequence)
    this.#kept.set(`${key}:${name}`, { text, path: name })
  }

  /** A free sequence; where none is left, the oldest kept branch gives its up (`spare` excepted: it is about to be copied). */
  #takeSequence(spare?: number): number {
    const free = this.#free.pop()
    if (free !== undefined) return free
    for (const [key, { text, path }] of this.#kept) {
      if (text.branches.get(path) === spare) continue
      this.#kept.delete(key)
      this.#dropBranch(text, path)
      return this.#free.pop()!
    }
    throw new Error(`expected at most ${this.texts} open texts, found ${this.#open.size}`)
  }

  /**
   * Leaves the memory as it was at the start: which cells a text takes decides the order of sums, so without this a block's
   * last bits would depend on the blocks before it.
   */
  #forgetAll(): void {
    this.#library.clearMemory(this.#memory, false)
    this.#free.sort((one, other) => other - one)
  }

  #dropBranch(text: OpenText, path: string): void {
    const sequence = text.branches.get(path)
    if (sequence === undefined) return
    text.branches.delete(path)
    this.#returnSequence(sequence)
  }

  #returnSequence(sequence: number): void {
    this.#library.removeSequence(this.#memory, sequence, -1, -1)
    this.#free.push(sequence)
  }

  /** Packs the stretches into full batches in order, decodes them off the event loop and hands out the wanted logits. */
  async #evaluate(appends: readonly Append[], signal: AbortSignal | undefined): Promise<void> {
    const outputs: { readonly append: Append; readonly at: number }[] = []
    let filled = 0
    const flush = async (): Promise<void> => {
      if (filled === 0) return
      signal?.throwIfAborted()
      this.#batch.n_tokens = filled
      const began = performance.now()
      let status = await this.#decode()
      this.#watchThreads(filled, performance.now() - began)
      if (status === noRoom && this.#dropOtherBranches(appends)) status = await this.#decode()
      if (status !== 0) throw new InferenceError(`llama_decode returned ${status}`, { failure: 'failed', stage: 'probe' })
      for (const [slot, output] of outputs.entries()) if (output !== undefined) output.append.receive(output.at, this.#logits(slot))
      outputs.length = 0
      filled = 0
    }
    for (const append of appends) {
      for (const [at, token] of append.tokens.entries()) {
        if (filled === this.#batchTokens) await flush()
        const wanted = at >= append.firstOutput
        this.#batch.token[filled] = token
        this.#batch.pos[filled] = append.position + at
        this.#sequences[filled] = append.sequence
        this.#batch.logits[filled] = wanted ? 1 : 0
        if (wanted) outputs[filled] = { append, at }
        filled++
      }
    }
    await flush()
  }

  /**
   * Sets the number of CPU threads to the fastest of the candidates, by decoding some single tokens, as branches are. Results do
   * not depend on it. No text may be open. Answers the number.
   */
  async measureThreads(candidates: readonly number[]): Promise<number> {
    const time = async (threads: number): Promise<number> => {
      this.#library.setThreads(this.#context, threads, threads)
      for (let slot = 0; slot < measuredTokens; slot++) {
        this.#batch.token[slot] = (slot * 31) % this.vocabulary.size
        this.#batch.pos[slot] = 0
        this.#sequences[slot] = slot
        this.#batch.logits[slot] = 1
      }
      this.#batch.n_tokens = measuredTokens
      const began = performance.now()
      const status = await this.#decode()
      const milliseconds = performance.now() - began
      this.#forgetAll()
      if (status !== 0) throw new InferenceError(`llama_decode returned ${status}`, { failure: 'failed', stage: 'load' })
      return milliseconds
    }
    // The first evaluation reads the weights.
    if (candidates.length > 1) await time(candidates[0]!)
    const threads = candidates.length === 1 ? candidates[0]! : await chooseThreads(candidates, time)
    this.#library.setThreads(this.#context, threads, threads)
    this.environment = { ...this.environment, threads }
    this.#guard = new ThreadGuard(threads)
    this.#threads = threads
    return threads
  }

  /** Takes fewer threads where those that were measured to be best have collapsed since; never where the caller fixed them. */
  #watchThreads(tokens: number, milliseconds: number): void {
    const threads = this.#guard?.observe(tokens, milliseconds)
    if (threads === undefined || threads === this.#threads) return
    this.#threads = threads
    this.#library.setThreads(this.#context, threads, threads)
  }

  #decode(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#library.decode.async(this.#context, this.#batch, (error, status) => (error ? reject(error) : resolve(status)))
    })
  }

  /** Gives up every kept branch that is not being evaluated; false where there was none. */
  #dropOtherBranches(appends: readonly Append[]): boolean {
    const busy = new Set(appends.map((append) => append.sequence))
    let dropped = false
    for (const [key, { text, path }] of this.#kept) {
      if (busy.has(text.branches.get(path)!)) continue
      this.#kept.delete(key)
      this.#dropBranch(text, path)
      dropped = true
    }
    return dropped
  }

  /** The normaliser is a pass over the vocabulary, and the expansion, which makes one of its own, does not ask for it. */
  #scores(scores: Float32Array): NextTokenScores {
    const kernel = this.#kernel
    return {
      scores,
      get logNormaliser() {
        return kernel.logSumExp(scores)
      },
    }
  }

  #logits(slot: number): Float32Array {
    const pointer = this.#library.logits(this.#context, slot)
    if (pointer === null) throw new InferenceError(`expected logits at batch position ${slot}, found none`, { failure: 'failed', stage: 'probe' })
    const address = koffi.address(pointer) as bigint
    let view = this.#views.get(address)
    if (view === undefined) {
      if (this.#views.size >= 2 * this.#batchTokens) this.#views.clear()
      view = new Float32Array(koffi.view(pointer, this.vocabulary.size * 4))
      this.#views.set(address, view)
    }
    return view
  }
}
