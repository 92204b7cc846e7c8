import { plural } from '../../core/format/quantity.ts'
import {
  type ControlledEvaluateIndexOutput,
  type ControlledEvaluateInputItem,
  GgmlType,
  getModuleVersion,
  InsufficientMemoryError,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp'
import { genesPerBlock, textsPerBlock } from '../gene-blocks.ts'
import { openLlamaLibrary } from '../llama/library.ts'
import { LibraryLog } from '../llama/library-log.ts'
import { describeRuntime, startRuntime } from '../llama/runtime.ts'
import { InferenceError } from '../process/inference.ts'
import type { PromptOptions, PromptRequest, PromptScorer, PromptScores } from '../scoring/prompt-scorer.ts'
import type { TextStart } from '../vocabulary/encode-text.ts'
import { modelVocabulary } from '../vocabulary/model-vocabulary.ts'
import type { FailureStage } from '../schemas/failure.ts'
import { type ContextNeeds, planBatchTokens, planContextTokens, planSequences } from './context-plan.ts'
import { withDescribedModel } from './described-model.ts'
import type { Detail, LogitSource, NextTokenScores, SourceNode, SourceText, Vocabulary } from './logit-source.ts'
import type { SourceEnvironment } from '../schemas/source-environment.ts'
import { defaultThreads, type SourceListener, type SourceSettings } from './source-settings.ts'
import { nonFinite, tokenLogProbability, topScores, wholeScores } from './next-token-scores.ts'

/** Most sequences evaluated side by side. */
const mostSequences = genesPerBlock
/** Sequences from which on even the smallest context holds a full batch. */
const fewSequences = 8
/** Most memory for the state of all sequences together. */
const defaultStateBytes = 2 ** 30
/**
 * Vocabularies up to this size are always given whole: measured at 49,152 tokens, top lists saved a seventh of a
 * probe's time, because many nodes are asked for again as a whole, and their normaliser is only a float32 sum (see
 * `topScores`). At 262,144 tokens the library takes 0.2 s to hand over a whole distribution and 0.03 s for a top list.
 */
const defaultWholeUpTo = 65_536
/** Length of the top list; the library sorts the whole vocabulary anyway, so the length costs little. */
const topTokens = 2048
/** Whole distributions in flight hold one JavaScript map of the vocabulary each; this many entries at once. */
const wholeEntries = 2 ** 20

type Generate = NonNullable<Exclude<ControlledEvaluateInputItem, Token>[1]['generateNext']>
/** Any temperature above 0 would cut the distribution; 0 leaves the logits as they are. */
const untouched = { temperature: 0 } as const

export interface PublicSourceSettings extends SourceSettings {
  /** How llama.cpp begins a text; absent: the library is asked, which reads the vocabulary once more. */
  readonly start?: TextStart
  /** Reads the weights into memory in place of mapping the file. */
  readonly unmapped?: boolean
  /** Most bytes for the state of all sequences; default 1 GiB. */
  readonly stateBytes?: number
  /** Vocabularies of at most this many tokens are always given whole; default 65,536. */
  readonly wholeUpTo?: number
}

interface OpenText {
  readonly tokens: readonly number[]
  readonly sequence: LlamaContextSequence
}

const flagged = (token: number, generateNext: Generate): ControlledEvaluateInputItem => [
  token as Token,
  { generateNext: { ...generateNext, options: untouched } },
]

/**
 * The source on node-llama-cpp's public API. Slow where vocabularies are large; it serves where nothing faster works.
 */
export class PublicSource implements LogitSource, PromptScorer {
  readonly vocabulary: Vocabulary
  readonly environment: SourceEnvironment
  readonly contextTokens: number
  readonly texts: number
  readonly nodesPerCall: number
  /** Tokens the model was trained on. */
  readonly trainContextTokens: number
  readonly promptTokens: number
  readonly startToken: number | null
  readonly #model: LlamaModel
  readonly #start: TextStart
  readonly #sequences: readonly LlamaContextSequence[]
  readonly #wholeAtOnce: number
  readonly #wholeUpTo: number
  readonly #onActivity: () => void
  readonly #open = new Map<number, OpenText>()
  #closed = false

  constructor(
    model: LlamaModel,
    context: LlamaContext,
    vocabulary: Vocabulary,
    start: TextStart,
    environment: SourceEnvironment,
    wholeUpTo: number,
    onActivity: () => void,
  ) {
    this.#model = model
    this.#start = start
    this.vocabulary = vocabulary
    this.environment = environment
    this.#wholeUpTo = wholeUpTo
    this.#onActivity = onActivity
    this.#sequences = Array.from({ length: context.totalSequences }, () => context.getSequence())
    // A sequence whose last cell is taken would lose its beginning without a word.
    this.contextTokens = context.contextSize - 1
    this.trainContextTokens = model.trainContextSize
    this.promptTokens = this.contextTokens
    this.startToken = start.startToken
    this.texts = this.#sequences.length
    this.nodesPerCall = this.#sequences.length
    this.#wholeAtOnce = Math.max(1, Math.min(this.texts, Math.floor(wholeEntries / vocabulary.size)))
  }

  tokenize(text: string): number[] {
    // node-llama-cpp's own BOS is absent where the file types that token as a normal one.
    return [...this.#start.tokens, ...this.#model.tokenize(text, false)]
  }

  async open(
    texts: readonly SourceText[],
    receive: (text: SourceText, tokenLogProbabilities: Float64Array, next: NextTokenScores) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    this.#refuseTexts(texts)
    signal?.throwIfAborted()
    const taken = new Set([...this.#open.values()].map((text) => text.sequence))
    const free = this.#sequences.filter((sequence) => !taken.has(sequence))
    const opened = texts.map((text, index): OpenText & { readonly text: SourceText } => ({
      text,
      tokens: [...text.tokens],
      sequence: free[index]!,
    }))
    await Promise.all(opened.map(({ sequence }) => sequence.clearHistory()))
    // The body of every text first: it tells of broken logits before a whole vocabulary is sorted by them.
    const bodies = await Promise.all(opened.map(({ tokens, sequence }) => this.#evaluateBody(sequence, tokens)))
    for (let from = 0; from < opened.length; from += this.#wholeAtOnce) {
      signal?.throwIfAborted()
      const group = opened.slice(from, from + this.#wholeAtOnce)
      await Promise.all(group.map(({ tokens, sequence }) => this.#adapt(sequence, tokens)))
      await Promise.all(
        group.map(async ({ text, tokens, sequence }, index) => {
          const next = await this.#evaluateNode(sequence, tokens, 'whole')
          this.#open.set(text.key, { tokens, sequence })
          receive(text, bodies[from + index]!, next)
        }),
      )
    }
  }

  async expand(
    nodes: readonly SourceNode[],
    receive: (index: number, next: NextTokenScores) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    for (const round of this.#rounds(nodes)) {
      signal?.throwIfAborted()
      const placed = round.map((index) => {
        const node = nodes[index]!
        const text = this.#open.get(node.key)!
        return { index, sequence: text.sequence, tokens: [...text.tokens, ...node.path], detail: this.#detail(node) }
      })
      // Every sequence is made ready before any is evaluated, so that what shares a batch follows from `nodes` alone.
      await Promise.all(placed.map(({ sequence, tokens }) => this.#adapt(sequence, tokens)))
      await Promise.all(
        placed.map(async ({ index, sequence, tokens, detail }) =>
          receive(index, await this.#evaluateNode(sequence, tokens, detail)),
        ),
      )
    }
  }

  async score(
    requests: readonly PromptRequest[],
    receive: (index: number, scores: PromptScores) => void,
    options: PromptOptions = {},
  ): Promise<void> {
    if (this.#open.size > 0) throw new Error(`expected no open text, found ${this.#open.size}`)
    await Promise.all(this.#sequences.map((sequence) => sequence.clearHistory()))
    // Neighbours, which share most, go to the same sequence one after another; a round has one request per sequence.
    const rounds = Math.ceil(requests.length / this.#sequences.length)
    for (let round = 0; round < rounds; round++) {
      options.signal?.throwIfAborted()
      const placed = this.#sequences.flatMap((sequence, position) => {
        const index = position * rounds + round
        const request = requests[index]
        return request === undefined ? [] : [{ index, request, sequence }]
      })
      await Promise.all(
        placed.map(({ request, sequence }) => this.#adapt(sequence, request.tokens.slice(0, request.from))),
      )
      await Promise.all(
        placed.map(async ({ index, request, sequence }) =>
          receive(index, await this.#evaluatePrompt(sequence, request)),
        ),
      )
      options.onActivity?.()
    }
  }

  release(key: number): void {
    this.#open.delete(key)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#open.clear()
    await this.#model.dispose()
  }

  /** Evaluates one short text and throws InferenceError `non-finite` where the logits are broken. */
  async check(): Promise<void> {
    const [token] = this.tokenize('a')
    if (token === undefined) return
    const sequence = this.#sequences[0]!
    await sequence.clearHistory()
    const [output] = await sequence.controlledEvaluate([
      flagged(token, { totalLogitWeight: true, logits: { filter: { tokens: [], includeSelected: true } } }),
    ])
    const greatest = greatestLogit(output)
    tokenLogProbability(greatest, greatest, output?.next.totalLogitWeight ?? Number.NaN)
    await sequence.clearHistory()
  }

  #refuseTexts(texts: readonly SourceText[]): void {
    if (this.#open.size + texts.length > this.texts) {
      throw new Error(`expected at most ${this.texts} open texts, found ${this.#open.size + texts.length}`)
    }
    for (const text of texts) {
      if (this.#open.has(text.key)) throw new Error(`expected a new key, found ${text.key}, which is open`)
      const most = this.contextTokens - 1
      if (text.tokens.length > most) {
        throw new InferenceError(
          `expected a text of at most ${plural(most, 'token')}, found one of ${text.tokens.length}`,
          {
            failure: 'text-too-long',
            stage: 'probe',
          },
        )
      }
      if (text.tokens.length === 0) {
        throw new InferenceError('expected a text of at least one token, found an empty one', {
          failure: 'refused',
          stage: 'probe',
        })
      }
    }
  }

  /** Indices of nodes in rounds: a round has one node per text, so that all its nodes share batches. */
  #rounds(nodes: readonly SourceNode[]): number[][] {
    const rounds: number[][] = []
    const depth = new Map<number, number>()
    for (const [index, node] of nodes.entries()) {
      const text = this.#open.get(node.key)
      if (text === undefined) throw new Error(`expected an open text, found key ${node.key}`)
      const length = text.tokens.length + node.path.length
      if (length > this.contextTokens) {
        throw new InferenceError(
          `expected a text and continuation of at most ${plural(this.contextTokens, 'token')}, found ${length}`,
          {
            failure: 'text-too-long',
            stage: 'probe',
          },
        )
      }
      // Large vocabularies are handed over a few at a time; a round of whole nodes must not exceed that.
      const most = this.#detail(node) === 'whole' ? this.#wholeAtOnce : this.texts
      let round = depth.get(node.key) ?? 0
      while ((rounds[round]?.length ?? 0) >= most) round++
      ;(rounds[round] ??= []).push(index)
      depth.set(node.key, round + 1)
    }
    return rounds
  }

  #detail(node: SourceNode): Detail {
    return node.detail === 'whole' || this.vocabulary.size <= this.#wholeUpTo ? 'whole' : 'top'
  }

  /**
   * Evaluates all tokens but the last on an empty sequence; log-probabilities of tokens 1 to n - 1 given those before.
   */
  async #evaluateBody(sequence: LlamaContextSequence, tokens: readonly number[]): Promise<Float64Array> {
    const body = tokens.slice(0, -1)
    const logProbabilities = new Float64Array(body.length)
    if (body.length === 0) return logProbabilities
    const outputs = await sequence.controlledEvaluate(
      body.map((token, at) =>
        // `includeSelected` adds the greatest logit without the sort that a top list costs.
        flagged(token, {
          totalLogitWeight: true,
          logits: { filter: { tokens: [tokens[at + 1] as Token], includeSelected: true } },
        }),
      ),
      { onTokenResult: this.#onActivity },
    )
    for (const at of body.keys()) {
      const next = outputs[at]?.next
      const logit = next?.logits?.get(tokens[at + 1] as Token) ?? Number.NaN
      logProbabilities[at] = tokenLogProbability(
        logit,
        greatestLogit(outputs[at]),
        next?.totalLogitWeight ?? Number.NaN,
      )
    }
    return logProbabilities
  }

  /**
   * Log-probabilities of the tokens from `from` on; the sequence may hold a beginning of those before (see `#adapt`).
   */
  async #evaluatePrompt(sequence: LlamaContextSequence, { tokens, from }: PromptRequest): Promise<PromptScores> {
    const held = sequence.nextTokenIndex
    const outputs = await sequence.controlledEvaluate(
      tokens.slice(held, -1).map((token, at) => {
        const next = held + at + 1
        // `includeSelected` adds the greatest logit without the sort that a top list costs.
        return next < from
          ? (token as Token)
          : flagged(token, {
              totalLogitWeight: true,
              logits: { filter: { tokens: [tokens[next] as Token], includeSelected: true } },
            })
      }),
      { onTokenResult: this.#onActivity },
    )
    let greedy = true
    const logProbabilities = tokens.slice(from).map((token, at) => {
      const output = outputs[from - 1 + at - held]
      const logit = output?.next.logits?.get(token as Token) ?? Number.NaN
      const greatest = greatestLogit(output)
      if (logit < greatest) greedy = false
      const logProbability = tokenLogProbability(logit, greatest, output?.next.totalLogitWeight ?? Number.NaN)
      if (logProbability === -Infinity) throw nonFinite('a logit of -Infinity for a token of the continuation')
      // Rounding may leave a certain token a little above 0.
      return Math.min(0, logProbability)
    })
    return { logProbabilities, greedy }
  }

  /**
   * Leaves on the sequence what it holds of the beginning of `tokens`, at most all but the last. Where its tail cannot
   * be erased (recurrent models, a sliding window that has moved on) the sequence empties itself.
   */
  async #adapt(sequence: LlamaContextSequence, tokens: readonly number[]): Promise<void> {
    await sequence.adaptStateToTokens(tokens.slice(0, -1) as Token[], false)
  }

  /** Distribution after `tokens`, of which the sequence may hold a beginning (see `#adapt`). */
  async #evaluateNode(
    sequence: LlamaContextSequence,
    tokens: readonly number[],
    detail: Detail,
  ): Promise<NextTokenScores> {
    const missing = tokens.slice(sequence.nextTokenIndex)
    const last = missing.length - 1
    const outputs = await sequence.controlledEvaluate(
      missing.map((token, at) =>
        at < last
          ? (token as Token)
          : flagged(
              token,
              detail === 'whole'
                ? { logits: true }
                : { logits: { filter: { tokens: [], includeTop: topTokens } }, totalLogitWeight: true },
            ),
      ),
      { onTokenResult: this.#onActivity },
    )
    const next = outputs[last]?.next
    if (next?.logits === undefined) {
      throw new InferenceError('expected logits for the last token, found none', { failure: 'failed', stage: 'probe' })
    }
    if (detail === 'whole') return wholeScores(next.logits, this.vocabulary.size)
    return topScores(next.logits, next.totalLogitWeight ?? Number.NaN)
  }
}

function greatestLogit(output: ControlledEvaluateIndexOutput | undefined): number {
  let greatest = Number.NaN
  for (const logit of output?.next.logits?.values() ?? []) if (!(logit <= greatest)) greatest = logit
  return greatest
}

function memoryFailure(error: unknown, stage: FailureStage): unknown {
  if (!(error instanceof InsufficientMemoryError)) return error
  return new InferenceError(`not enough memory: ${error.message}`, { failure: 'out-of-memory', stage })
}

/** Memory that one more sequence of `contextSize` tokens takes, in bytes, weights excluded. */
async function sequenceBytes(model: LlamaModel, contextSize: number, batchSize: number): Promise<number> {
  const bytes = async (sequences: number): Promise<number> => {
    const needs = await model.fileInsights.estimateContextResourceRequirementsV2({
      contextSize,
      batchSize,
      sequences,
      modelGpuLayers: model.gpuLayers,
      flashAttention: false,
    })
    return needs.cpuRam + needs.gpuVram
  }
  // Between counts at which the batch is no longer cut to the context, else its buffers would be taken for state.
  return ((await bytes(mostSequences)) - (await bytes(fewSequences))) / (mostSequences - fewSequences)
}

/** How the library that node-llama-cpp has loaded begins a text with this model. */
function askedTextStart(path: string, { onLog }: SourceListener): Promise<TextStart> {
  const library = openLlamaLibrary()
  return withDescribedModel(library, new LibraryLog(library, onLog), path, 0, ({ start }) => Promise.resolve(start))
}

/**
 * Loads a GGUF file for probing through node-llama-cpp's public API. Nothing is downloaded or compiled. `fallback` says
 * why it is used in place of the direct source. Throws InferenceError (`out-of-memory`, `non-finite`),
 * UnsupportedTokenizerError, or whatever the library reports for a file it cannot load.
 */
export async function openPublicSource(
  path: string,
  settings: PublicSourceSettings,
  listener: SourceListener = {},
  fallback?: string,
): Promise<PublicSource> {
  const llama = await startRuntime(settings.gpu, listener.onLog)
  const start = settings.start ?? (await askedTextStart(path, listener))
  let model: LlamaModel | undefined
  try {
    model = await llama.loadModel({
      modelPath: path,
      ...(settings.limits?.gpuLayers === undefined ? {} : { gpuLayers: settings.limits.gpuLayers }),
      ...(settings.unmapped === true ? { useMmap: false } : {}),
      ...(listener.onLoadProgress === undefined ? {} : { onLoadProgress: listener.onLoadProgress }),
    })
    const vocabulary = modelVocabulary(model)
    const needs: ContextNeeds = {
      longestText: settings.longestText,
      contextTokens: settings.contextTokens,
      trainContextTokens: model.trainContextSize,
      vocabularySize: vocabulary.size,
    }
    // One cell of a sequence stays free: see `contextTokens` of the source.
    const contextSize = Math.min(planContextTokens(needs) + 1, model.trainContextSize)
    const batchSize = planBatchTokens(needs)
    const threads = settings.threads ?? defaultThreads(settings.limits)
    const perSequence = await sequenceBytes(model, contextSize, batchSize)
    const context = await model.createContext({
      sequences: textsPerBlock(planSequences(perSequence, settings.stateBytes ?? defaultStateBytes, mostSequences)),
      contextSize,
      batchSize,
      threads,
      flashAttention: false,
      failedCreationRemedy: false,
    })
    const environment: SourceEnvironment = {
      source: 'public',
      ...(fallback === undefined ? {} : { fallback }),
      library: `node-llama-cpp ${await getModuleVersion()}`,
      ...(await describeRuntime(llama)),
      precision: settings.evaluated ?? 'file',
      keyType: GgmlType[context.kvCacheKeyType ?? GgmlType.F16],
      valueType: GgmlType[context.kvCacheValueType ?? GgmlType.F16],
      flashAttention: context.flashAttention === true,
      batchTokens: context.batchSize,
      // node-llama-cpp computes a whole batch at a time.
      computedTokens: context.batchSize,
      threads: context.currentThreads,
      sequences: context.totalSequences,
      system: `${llama.systemInfo.trim()} gpuLayers = ${model.gpuLayers}`,
    }
    const source = new PublicSource(
      model,
      context,
      vocabulary,
      start,
      environment,
      settings.wholeUpTo ?? defaultWholeUpTo,
      () => listener.onActivity?.(),
    )
    await source.check()
    return source
  } catch (error) {
    await model?.dispose()
    throw memoryFailure(error, 'load')
  }
}
