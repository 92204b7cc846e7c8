import { availableParallelism } from 'node:os'
import { getModuleVersion, type Llama, type LlamaModel } from 'node-llama-cpp'
import { type LlamaLibrary, openLlamaLibrary } from '../llama/library.ts'
import { describeRuntime, startRuntime } from '../llama/runtime.ts'
import { trimHeap } from '../llama/trim-heap.ts'
import { InferenceError } from '../process/inference.ts'
import { modelVocabulary } from '../vocabulary/model-vocabulary.ts'
import { watchBusyCores } from './busy-cores.ts'
import { threadCandidates } from './choose-threads.ts'
import { planComputedTokens, planContextTokens, planDirectContext } from './context-plan.ts'
import { DirectSource } from './direct-source.ts'
import type { Vocabulary } from './logit-source.ts'
import { type MemoryNeed, requireMemory } from './memory-need.ts'
import { defaultThreads, type PublicSourceSettings, type SourceListener } from './public-source.ts'
import { keepThreads, keptThreads, threadKey } from './thread-cache.ts'

/** Most memory for the keys and values of all sequences together. */
const stateBytes = 2 ** 30
const pathTokens = 64
/** Taken where a file does not say for how many tokens it was trained. */
const unknownTrainContext = 2048

/** A direct source and what the caller tells about its model. */
export interface OpenedDirectSource {
  readonly source: DirectSource
  readonly trainContextTokens: number
  /** True where the weights are stored as floats (F32, F16, BF16), so that no rounding of activations is expected. */
  readonly floatWeights: boolean
  /** What the model takes, as estimated before it was loaded. */
  readonly memory: MemoryNeed
}

/** GGUF's general.file_type of files whose weights are floats: F32, F16, BF16. */
const floatFileTypes: ReadonlySet<number> = new Set([0, 1, 32])

/**
 * Memory that one more token of context takes, in bytes. Taken between contexts shorter than any sliding window: with one buffer for
 * all sequences, layers with a window hold every token too.
 */
async function bytesPerToken(model: LlamaModel, gpuLayers: number): Promise<number> {
  const bytes = async (contextSize: number): Promise<number> => {
    const needs = await model.fileInsights.estimateContextResourceRequirementsV2({
      contextSize,
      batchSize: 32,
      sequences: 1,
      modelGpuLayers: gpuLayers,
      flashAttention: false,
    })
    return needs.cpuRam + needs.gpuVram
  }
  return Math.max(0, ((await bytes(512)) - (await bytes(256))) / 256)
}

/** What is known of a model before its weights are loaded. */
interface DescribedModel {
  readonly vocabulary: Vocabulary
  readonly trainContextTokens: number
  readonly floatWeights: boolean
  /** Bytes of the weights. */
  readonly size: number
  /** Bytes of one token of context. */
  readonly perToken: number
}

/** Reads a model's vocabulary and header; nothing of it stays in the library's memory. */
async function describeModel(llama: Llama, path: string): Promise<DescribedModel> {
  const described = await llama.loadModel({ modelPath: path, vocabOnly: true })
  try {
    const { metadata } = described.fileInfo
    return {
      vocabulary: modelVocabulary(described),
      trainContextTokens: described.fileInsights.trainContextSize ?? unknownTrainContext,
      floatWeights: floatFileTypes.has(metadata.general?.file_type ?? -1),
      size: described.fileInsights.modelSize,
      perToken: await bytesPerToken(described, llama.gpu === false ? 0 : described.fileInsights.totalLayers),
    }
  } finally {
    await described.dispose()
    trimHeap()
  }
}

/**
 * Loads a GGUF file for probing through llama.cpp's C library, the one that node-llama-cpp has picked and loaded, on the
 * backend it picked. `observe` may stand between the source and the library. Throws where the library is another build, or
 * the model cannot be used this way.
 */
export async function openDirectSource(
  path: string,
  settings: PublicSourceSettings,
  listener: SourceListener = {},
  observe: (library: LlamaLibrary) => LlamaLibrary = (library) => library,
): Promise<OpenedDirectSource> {
  const busyCores = watchBusyCores()
  const llama = await startRuntime(settings.gpu, listener.onLog)
  try {
    const { vocabulary, trainContextTokens, floatWeights, size, perToken } = await describeModel(llama, path)
    const textTokens = planContextTokens({
      longestText: settings.longestText,
      contextTokens: settings.contextTokens,
      trainContextTokens,
      vocabularySize: vocabulary.size,
    })
    const gpuLayers = llama.gpu === false ? 0 : -1
    const library = observe(openLlamaLibrary())
    const shape = {
      textTokens: Math.max(2, textTokens - pathTokens),
      pathTokens: Math.min(pathTokens, trainContextTokens - 2),
      mostCells: perToken > 0 ? Math.floor(stateBytes / perToken) : Number.POSITIVE_INFINITY,
    }
    const { cells, batchTokens } = planDirectContext({ ...shape, vocabularySize: vocabulary.size, stateful: false })
    const memory = { weights: size, state: cells * perToken, logits: 4 * (batchTokens + planComputedTokens(batchTokens)) * vocabulary.size }
    if (gpuLayers === 0) requireMemory(memory)
    const source = await DirectSource.load(library, path, {
      threads: settings.threads ?? defaultThreads(),
      ...shape,
      gpuLayers,
      vocabulary,
      environment: {
        library: `node-llama-cpp ${await getModuleVersion()}`,
        ...(await describeRuntime(llama)),
        precision: settings.evaluated ?? 'file',
        system: `${llama.systemInfo.trim()} gpuLayers = ${gpuLayers}`,
      },
    })
    if (settings.threads === undefined && gpuLayers === 0) {
      try {
        const key = threadKey(path, library.version, busyCores())
        await source.measureThreads(threadCandidates(availableParallelism()), {
          choice: keptThreads(key),
          keep: (choice) => keepThreads(key, choice),
        })
      } catch (error) {
        await source.close()
        throw error
      }
    }
    return { source, trainContextTokens, floatWeights, memory }
  } catch (error) {
    if (error instanceof InferenceError) throw error
    throw new InferenceError(`the direct source does not work here: ${error instanceof Error ? error.message : String(error)}`, {
      failure: 'failed',
      stage: 'load',
    })
  }
}
