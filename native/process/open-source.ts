import { statSync } from 'node:fs'
import { readGgufFileInfo } from 'node-llama-cpp'
import { openLlamaLibrary } from '../llama/library.ts'
import { describeRuntime, startRuntime } from '../llama/runtime.ts'
import { type FloatType, floatCopy, NotDequantizedError } from '../precision/float-copies.ts'
import { disagreement, nextLogProbabilities, objection } from '../source/agreement.ts'
import type { PromptScorer } from '../scoring/prompt-scorer.ts'
import type { ThreadedSource } from '../expansion/expand-genes.ts'
import { openDirectSource } from '../source/open-direct-source.ts'
import { requireMemory } from '../source/memory-need.ts'
import { openPublicSource, type PublicSourceSettings, type SourceListener } from '../source/public-source.ts'
import { InferenceError } from './inference.ts'

/** A loaded model, for probes and for scores. */
export type ModelSource = ThreadedSource & PromptScorer

/** A source and what the inference process tells about its model. */
export interface OpenedSource {
  readonly source: ModelSource
  readonly trainContextTokens: number
}

/** Loads a model file for probing. */
export type OpenSource = (path: string, settings: PublicSourceSettings, listener: SourceListener) => Promise<OpenedSource>

/** Memory of the public source while it serves as the measure of the direct one: one short text at a time. */
const checkStateBytes = 64 * 2 ** 20

/** The direct source, once it has given the same probabilities as the public API; throws where it does not. */
async function openCheckedDirectSource(path: string, settings: PublicSourceSettings, listener: SourceListener): Promise<OpenedSource> {
  const measure = (await hasAgreed(settings, listener)) ? null : await publicLogProbabilities(path, settings, listener)
  const { source, trainContextTokens, floatWeights } = await openDirectSource(path, settings, listener)
  try {
    if (measure !== null) {
      const found = await nextLogProbabilities(source)
      if (settings.evaluated !== undefined) requireFinite(found)
      const reason = objection(disagreement(measure, found), floatWeights)
      if (reason !== null) throw new Error(reason)
    }
    return { source, trainContextTokens }
  } catch (error) {
    await source.close()
    throw error
  }
}

/** Logits that are not finite make every normaliser NaN. */
function requireFinite(distributions: readonly Float64Array[]): void {
  if (distributions.some((one) => one.some((value) => Number.isNaN(value)))) {
    throw new InferenceError('expected finite scores from the dequantized weights, found others', { failure: 'non-finite', stage: 'load' })
  }
}

/** Whether both sources have agreed on this file before, computed as it would be now. */
async function hasAgreed({ agreed = [], gpu, evaluated }: PublicSourceSettings, listener: SourceListener): Promise<boolean> {
  if (agreed.length === 0) return false
  const { build, backend, device } = await describeRuntime(await startRuntime(gpu, listener.onLog))
  return agreed.some((one) => one.build === build && one.backend === backend && one.device === device && one.precision === (evaluated ?? 'file'))
}

async function publicLogProbabilities(path: string, settings: PublicSourceSettings, listener: SourceListener): Promise<Float64Array[]> {
  const source = await openPublicSource(path, { ...settings, contextTokens: 64, stateBytes: checkStateBytes }, listener)
  try {
    return await nextLogProbabilities(source)
  } finally {
    await source.close()
  }
}

/**
 * The direct source where it works and agrees with the public API, else the public one, which then says why (`environment.fallback`).
 * A dequantized copy whose values overflow is refused with `non-finite`.
 */
async function openEither(path: string, settings: PublicSourceSettings, listener: SourceListener): Promise<OpenedSource> {
  // On a GPU the weights need not fit into memory; llama.cpp decides there.
  if ((await startRuntime(settings.gpu, listener.onLog)).gpu === false) requireMemory({ weights: statSync(path, { throwIfNoEntry: false })?.size ?? 0 })
  let fallback: string | undefined
  if (settings.source !== 'public') {
    try {
      return await openCheckedDirectSource(path, settings, listener)
    } catch (error) {
      if (isOutOfMemory(error) || (settings.evaluated !== undefined && isNonFinite(error))) throw error
      fallback = error instanceof Error ? error.message : String(error)
      listener.onLog?.(`[warn] direct source not used: ${fallback}`)
    }
  }
  const source = await openPublicSource(path, settings, listener, fallback)
  return { source, trainContextTokens: source.trainContextTokens }
}

const isOutOfMemory = (error: unknown): boolean => error instanceof InferenceError && error.failure === 'out-of-memory'
const isNonFinite = (error: unknown): boolean => error instanceof InferenceError && error.failure === 'non-finite'

/** Opens the model's weights dequantized to `type`; the copy is given back when the source is closed. */
async function openFloatCopy(path: string, type: FloatType, settings: PublicSourceSettings, listener: SourceListener): Promise<OpenedSource> {
  // The library is loaded by the runtime; without it there is nothing to dequantize with.
  await startRuntime(settings.gpu, listener.onLog)
  const copy = await floatCopy(openLlamaLibrary(), path, type, {
    parameters: await countParameters(path),
    onProgress: (fraction) => {
      listener.onActivity?.()
      listener.onLoadProgress?.(fraction / 2)
    },
  })
  try {
    const opened = await openEither(copy.path, { ...settings, evaluated: type }, listener)
    return { ...opened, source: releasing(opened.source, () => copy.release()) }
  } catch (error) {
    copy.release()
    throw error
  }
}

async function countParameters(path: string): Promise<number> {
  const { fullTensorInfo, tensorInfo } = await readGgufFileInfo(path, { logWarnings: false })
  return (fullTensorInfo ?? tensorInfo ?? []).reduce((sum, { dimensions }) => sum + dimensions.reduce<number>((size, length) => size * Number(length), 1), 0)
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

/** The source an inference process uses, in the precision asked for. */
export const openSource: OpenSource = async (path, settings, listener) => {
  const { precision = 'file' } = settings
  if (precision === 'file') return openEither(path, settings, listener)
  if (precision === 'f32') return openFloatCopy(path, 'f32', settings, listener)
  try {
    return await openFloatCopy(path, 'f16', settings, listener)
  } catch (error) {
    if (!isNonFinite(error) && !(error instanceof NotDequantizedError)) throw error
    listener.onLog?.('[warn] F16 does not hold this model: F32 is used')
    return openFloatCopy(path, 'f32', settings, listener)
  }
}
