import { statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type AttachedRuntime, attachRuntime, startAttachedRuntime } from '../llama/attached-runtime.ts'
import { LibraryLog } from '../llama/library-log.ts'
import { trimHeap } from '../llama/trim-heap.ts'
import { type FloatType, floatCopy, NotDequantizedError } from '../precision/float-copies.ts'
import type { PromptScorer } from '../scoring/prompt-scorer.ts'
import type { ThreadedSource } from '../expansion/expand-genes.ts'
import {
  type Disagreement,
  disagreement,
  isContradiction,
  nextLogProbabilities,
  objection,
} from '../source/agreement.ts'
import { requireCausal } from '../source/causality.ts'
import { withDescribedModel } from '../source/described-model.ts'
import { type MemoryNeed, requireMemory } from '../source/memory-need.ts'
import { type OpenedDirectSource, type PlannedDirectSource, planDirectSource } from '../source/open-direct-source.ts'
import type { SourceListener, SourceSettings } from '../source/source-settings.ts'
import { InferenceError } from './inference.ts'
import { type Reference, type StartReference, startReference } from './reference.ts'

/** A loaded model, for probes and for scores. */
export type ModelSource = ThreadedSource & PromptScorer

/** A source and what the inference process tells about its model. */
export interface OpenedSource {
  readonly source: ModelSource
  readonly trainContextTokens: number
}

/** Loads a model file for probing. */
export type OpenSource = (path: string, settings: SourceSettings, listener: SourceListener) => Promise<OpenedSource>

/** What a model is opened with. */
interface Engine {
  readonly listener: SourceListener
  readonly runtime: AttachedRuntime
  /** The process that asks the public API; absent where the public source is asked for. */
  readonly reference?: Reference
  /** Why there is none although it is needed. */
  readonly trouble?: string
}

/**
 * Both sources have evaluated the same tokens, and no rounding explains how far they are apart: neither can be trusted.
 */
class ContradictionError extends InferenceError {
  constructor(reason: string) {
    super(`llama.cpp's C library and node-llama-cpp contradict each other on the same tokens: ${reason}`, {
      failure: 'failed',
      stage: 'load',
    })
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** node-llama-cpp runs in a process of its own, unless that does not work or its public API is asked for. */
async function startEngine(settings: SourceSettings, listener: SourceListener, start: StartReference): Promise<Engine> {
  if (settings.source === 'public')
    return { listener, runtime: await startAttachedRuntime(settings.gpu, listener.onLog) }
  let reference: Reference | undefined
  try {
    reference = await start(settings.gpu, listener)
    return { listener, reference, runtime: await attachRuntime(reference.facts, settings.gpu, listener.onLog) }
  } catch (error) {
    await reference?.close()
    if (isKilled(error)) throw error
    return { listener, runtime: await startAttachedRuntime(settings.gpu, listener.onLog), trouble: wordsOf(error) }
  }
}

/** The direct source, once it has given the same probabilities as the public API; throws where it does not. */
async function openCheckedDirectSource(
  path: string,
  settings: SourceSettings,
  { listener, runtime, reference, trouble }: Engine,
): Promise<OpenedSource> {
  if (reference === undefined) throw new Error(trouble ?? 'expected a process that asks the public API, found none')
  const planned = await planDirectSource(path, settings, listener, runtime)
  const known = hasAgreed(settings, runtime)
  if (planned.onCpu) requireMemory(planned.memory, { compared: !known, limit: settings.limits?.memory })
  const { unmapped, start, agreement } = planned
  const measure = known ? null : await reference.compare(path, agreement, { ...settings, unmapped, start })
  // Its memory must be free before the model is loaded here.
  await reference.close()
  return loadAgreeing(planned, measure, settings)
}

async function loadAgreeing(
  planned: PlannedDirectSource,
  measure: readonly Float32Array[] | null,
  settings: SourceSettings,
): Promise<OpenedDirectSource> {
  const opened = await planned.load()
  try {
    if (measure !== null) {
      const apart = await compareWith(measure, planned.agreement, opened.source, settings.evaluated !== undefined)
      const reason = objection(apart, opened.floatWeights)
      if (reason !== null)
        throw isContradiction(apart, opened.floatWeights) ? new ContradictionError(reason) : new Error(reason)
    }
    return opened
  } catch (error) {
    await opened.source.close()
    throw error
  }
}

/**
 * How far a source is from what the public API gave. Throws InferenceError `non-finite` for a dequantized copy whose
 * values overflow.
 */
async function compareWith(
  measure: readonly Float32Array[],
  texts: readonly (readonly number[])[],
  source: ModelSource,
  dequantized: boolean,
): Promise<Disagreement> {
  const disagreements: Disagreement[] = []
  await nextLogProbabilities(
    source,
    texts,
    (logProbabilities) => {
      // Logits that are not finite make every normaliser NaN.
      if (dequantized && logProbabilities.some((value) => Number.isNaN(value))) {
        throw new InferenceError('expected finite scores from the dequantized weights, found others', {
          failure: 'non-finite',
          stage: 'load',
        })
      }
      disagreements.push(
        disagreement(measure.slice(disagreements.length, disagreements.length + 1), [logProbabilities]),
      )
    },
    { lastApart: true },
  )
  return {
    totalVariation: Math.max(...disagreements.map(({ totalVariation }) => totalVariation)),
    logProbability: Math.max(...disagreements.map(({ logProbability }) => logProbability)),
  }
}

/** Whether both sources have agreed on this file before, computed as it would be now. */
function hasAgreed(
  { agreed = [], evaluated }: SourceSettings,
  { facts: { build, backend, device } }: AttachedRuntime,
): boolean {
  return agreed.some(
    (agreement) =>
      agreement.build === build &&
      agreement.backend === backend &&
      agreement.device === device &&
      agreement.precision === (evaluated ?? 'file'),
  )
}

/**
 * The direct source where it works and agrees with the public API. The public one, which then says why
 * (`environment.fallback`), where the direct one cannot be used here, or is further apart than equal batches explain
 * and no further than roundings can make it. Errors where they contradict each other. A dequantized copy whose values
 * overflow is refused with `non-finite`.
 */
async function openEither(path: string, settings: SourceSettings, engine: Engine): Promise<OpenedSource> {
  const { listener, runtime } = engine
  // On a GPU the weights need not fit into memory; llama.cpp decides there.
  if (runtime.facts.backend === 'cpu') requireMemory(fileOnly(path), { limit: settings.limits?.memory })
  let fallback: string | undefined
  if (settings.source !== 'public') {
    try {
      return await causal(await openCheckedDirectSource(path, settings, engine))
    } catch (error) {
      if (isFinal(error)) throw error
      fallback = wordsOf(error)
      listener.onLog?.(`[warn] direct source not used: ${fallback}`)
    }
  }
  await engine.reference?.close()
  const { openPublicSource } = await import('../source/public-source.ts')
  const source = await openPublicSource(path, settings, listener, fallback)
  return causal({ source, trainContextTokens: source.trainContextTokens })
}

/** The same, once it has shown that later text does not change its scores; closed where it does. */
async function causal(opened: OpenedSource): Promise<OpenedSource> {
  try {
    await requireCausal(opened.source)
    return opened
  } catch (error) {
    await opened.source.close()
    throw error
  }
}

const fileOnly = (path: string): MemoryNeed => ({ weights: statSync(path, { throwIfNoEntry: false })?.size ?? 0 })
/** Whether the public source would do no better, or cannot tell better which numbers are right. */
const isFinal = (error: unknown): boolean =>
  error instanceof ContradictionError ||
  (error instanceof InferenceError && ['out-of-memory', 'non-finite', 'refused', 'killed'].includes(error.failure))
const isOutOfMemory = (error: unknown): boolean => error instanceof InferenceError && error.failure === 'out-of-memory'
/** The process that asks the public API was ended from outside, which says nothing of it or of the model. */
const isKilled = (error: unknown): boolean => error instanceof InferenceError && error.failure === 'killed'
const isNonFinite = (error: unknown): boolean => error instanceof InferenceError && error.failure === 'non-finite'

/** Opens the model's weights dequantized to `type`; the copy is given back when the source is closed. */
async function openFloatCopy(
  path: string,
  type: FloatType,
  settings: SourceSettings,
  engine: Engine,
): Promise<OpenedSource> {
  const { listener, runtime } = engine
  const log = new LibraryLog(runtime.library, listener.onLog)
  const copy = await floatCopy(runtime.library, path, type, {
    parameters: () => withDescribedModel(runtime.library, log, path, 0, async ({ parameters }) => parameters),
    onProgress: (fraction) => {
      listener.onActivity?.()
      listener.onLoadProgress?.(fraction / 2)
    },
  })
  trimHeap()
  try {
    const opened = await openEither(copy.path, { ...settings, evaluated: type }, engine)
    return { ...opened, source: releasing(opened.source, () => copy.release()) }
  } catch (error) {
    // Where memory does not suffice, values overflow or a process was killed, the copy is as it should be.
    if (isOutOfMemory(error) || isNonFinite(error) || isKilled(error)) copy.release()
    else copy.discard()
    throw error
  }
}

/** The same source, telling when it has been closed. */
function releasing(source: ModelSource, onClosed: () => void): ModelSource {
  return {
    vocabulary: source.vocabulary,
    environment: source.environment,
    contextTokens: source.contextTokens,
    texts: source.texts,
    nodesPerCall: source.nodesPerCall,
    rowThreads: source.rowThreads,
    promptTokens: source.promptTokens,
    startToken: source.startToken,
    tokenize: (text) => source.tokenize(text),
    open: (texts, receive, signal, settle) => source.open(texts, receive, signal, settle),
    expand: (nodes, receive, signal, settle) => source.expand(nodes, receive, signal, settle),
    score: (requests, receive, options) => source.score(requests, receive, options),
    release: (key) => source.release(key),
    close: async () => {
      await source.close()
      onClosed()
    },
  }
}

/** Milliseconds before the process that asks the public API is started again once it has been killed, and once more. */
const restartDelays = [500, 2000]

async function openPrecision(
  path: string,
  type: FloatType | 'file',
  settings: SourceSettings,
  listener: SourceListener,
  start: StartReference,
): Promise<OpenedSource> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await openOnce(path, type, settings, listener, start)
    } catch (error) {
      const wait = restartDelays[restarts]
      if (!isKilled(error)) throw error
      if (wait === undefined)
        throw new InferenceError(`${wordsOf(error)}, ${restarts + 1} times in a row`, {
          failure: 'killed',
          stage: 'load',
        })
      listener.onActivity?.()
      await delay(wait)
    }
  }
}

async function openOnce(
  path: string,
  type: FloatType | 'file',
  settings: SourceSettings,
  listener: SourceListener,
  start: StartReference,
): Promise<OpenedSource> {
  const engine = await startEngine(settings, listener, start)
  try {
    return await (type === 'file' ? openEither(path, settings, engine) : openFloatCopy(path, type, settings, engine))
  } finally {
    await engine.reference?.close()
  }
}

/**
 * The source an inference process uses, in the precision asked for. `start` starts the process that asks the public
 * API.
 */
export async function openSource(
  path: string,
  settings: SourceSettings,
  listener: SourceListener,
  start: StartReference = startReference,
): Promise<OpenedSource> {
  const { precision = 'file' } = settings
  if (precision === 'file') return openPrecision(path, 'file', settings, listener, start)
  if (precision === 'f32') return openPrecision(path, 'f32', settings, listener, start)
  try {
    return await openPrecision(path, 'f16', settings, listener, start)
  } catch (error) {
    if (!isNonFinite(error) && !(error instanceof NotDequantizedError)) throw error
    listener.onLog?.('[warn] F16 does not hold this model: F32 is used')
    return openPrecision(path, 'f32', settings, listener, start)
  }
}
