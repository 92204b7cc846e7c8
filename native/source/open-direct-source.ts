import { setTimeout as wait } from 'node:timers/promises'
import { type AttachedRuntime, startAttachedRuntime } from '../llama/attached-runtime.ts'
import type { LlamaLibrary } from '../llama/library.ts'
import { LibraryLog } from '../llama/library-log.ts'
import { InferenceError } from '../process/inference.ts'
import type { TextStart } from '../vocabulary/encode-text.ts'
import { agreementTexts } from './agreement.ts'
import { watchBusyCores } from './busy-cores.ts'
import { threadCandidates } from './choose-threads.ts'
import { planContextTokens } from './context-plan.ts'
import { withDescribedModel } from './described-model.ts'
import { DirectSource, type DirectSourceSettings } from './direct-source.ts'
import { contextParameters } from './loaded-context.ts'
import type { MemoryNeed } from './memory-need.ts'
import {
  defaultThreads,
  gpuLayersWithin,
  usableCores,
  type SourceListener,
  type SourceSettings,
} from './source-settings.ts'
import { rowThreadCount } from '../threads/row-threads.ts'
import { keepThreads, keptThreads, threadKey } from './thread-cache.ts'
import { leastWatchMilliseconds } from './thread-tuning.ts'

/** Most memory for the keys and values of all sequences together. */
const stateBytes = 2 ** 30
const pathTokens = 64
/** Tokens of a context that the public API, which the agreement texts are for as well, leaves free. */
const keptFree = 2
/** Tokens of the context from which the memory of one more token is taken. */
const sampledCells = 4096

/** A direct source and what the caller tells about its model. */
export interface OpenedDirectSource {
  readonly source: DirectSource
  readonly trainContextTokens: number
  /** True where the weights are stored as floats (F32, F16, BF16), so that no rounding of activations is expected. */
  readonly floatWeights: boolean
  /** What the model takes, as llama.cpp said before it was loaded. */
  readonly memory: MemoryNeed
}

/** A model that is known but not loaded. */
export interface PlannedDirectSource {
  readonly memory: MemoryNeed
  /** True where the weights and the context lie in the memory of the machine itself. */
  readonly onCpu: boolean
  /**
   * Whether the weights are read into memory in place of mapping the file, since llama.cpp holds some in another
   * layout.
   */
  readonly unmapped: boolean
  readonly start: TextStart
  /** Token ids of the agreement texts. */
  readonly agreement: readonly (readonly number[])[]
  load(): Promise<OpenedDirectSource>
}

/** Failures of the library in words; the others as they are. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InferenceError) throw error
    throw new InferenceError(
      `the direct source does not work here: ${error instanceof Error ? error.message : String(error)}`,
      {
        failure: 'failed',
        stage: 'load',
      },
    )
  }
}

/**
 * Reads what a GGUF file holds and asks llama.cpp for the memory that probing it takes; no weights are read. Throws
 * where the library refuses the file or the model cannot be used this way.
 */
export function planDirectSource(
  path: string,
  settings: SourceSettings,
  listener: SourceListener,
  { library, facts }: AttachedRuntime,
): Promise<PlannedDirectSource> {
  return explained(async () => {
    const gpuLayers = facts.backend === 'cpu' ? 0 : gpuLayersWithin(settings.limits)
    const log = new LibraryLog(library, listener.onLog)
    const { model, shape, memory, agreement } = await withDescribedModel(
      library,
      log,
      path,
      gpuLayers,
      async (described) => {
        const { vocabulary, trainContextTokens, stateful, size, repacked } = described
        const textTokens = planContextTokens({
          longestText: settings.longestText,
          contextTokens: settings.contextTokens,
          trainContextTokens,
          vocabularySize: vocabulary.size,
        })
        const sample = await described.contextMemory({ n_ctx: sampledCells, n_batch: 32, n_ubatch: 32 })
        const perToken = sample.cells / sampledCells
        const planned = {
          threads: settings.threads ?? defaultThreads(settings.limits),
          rowThreads: rowThreadCount(usableCores(settings.limits)),
          textTokens: Math.max(2, textTokens - pathTokens),
          pathTokens: Math.min(pathTokens, trainContextTokens - 2),
          mostCells: perToken > 0 ? Math.floor(stateBytes / perToken) : Number.POSITIVE_INFINITY,
          gpuLayers,
          unmapped: gpuLayers === 0 && repacked,
        }
        const { parameters } = contextParameters(library, planned, { vocabularySize: vocabulary.size, stateful })
        const taken = await described.contextMemory(parameters)
        const rowBytes = 4 * vocabulary.size
        const logits = (parameters.n_batch + parameters.n_ubatch) * rowBytes
        const compute = Math.max(0, taken.compute - parameters.n_ubatch * rowBytes)
        return {
          model: described,
          shape: planned,
          agreement: agreementTexts.map((text) =>
            described.tokenize(text).slice(0, Math.max(1, trainContextTokens - keptFree)),
          ),
          memory: {
            weights: size,
            state: taken.cells + taken.states,
            logits,
            compute,
            vocabularySize: vocabulary.size,
            rowThreads: planned.rowThreads,
          },
        }
      },
    )
    const { vocabulary, trainContextTokens, floatWeights } = model
    const environment = {
      library: facts.library,
      build: facts.build,
      backend: facts.backend,
      device: facts.device,
      precision: settings.evaluated ?? 'file',
      system: `${facts.system} gpuLayers = ${gpuLayers}`,
    }
    return {
      memory,
      onCpu: gpuLayers === 0,
      unmapped: shape.unmapped,
      start: model.start,
      agreement,
      load: () =>
        explained(async () => {
          const source = await loadSource(
            path,
            library,
            { ...shape, vocabulary, environment },
            settings.threads === undefined && gpuLayers === 0 ? threadCandidates(usableCores(settings.limits)) : null,
          )
          return { source, trainContextTokens, floatWeights, memory }
        }),
    }
  })
}

/** Loads the model, with the fastest of some numbers of CPU threads where there are any to choose from. */
async function loadSource(
  path: string,
  library: LlamaLibrary,
  settings: DirectSourceSettings,
  candidates: readonly number[] | null,
): Promise<DirectSource> {
  const busyCores = watchBusyCores()
  const began = performance.now()
  const source = await DirectSource.load(library, path, settings)
  if (candidates === null) return source
  try {
    await wait(Math.max(0, leastWatchMilliseconds - (performance.now() - began)))
    const key = threadKey(path, library.version, busyCores())
    await source.measureThreads(candidates, {
      choice: keptThreads(key),
      keep: (choice) => keepThreads(key, choice),
    })
    return source
  } catch (error) {
    await source.close()
    throw error
  }
}

/**
 * Loads a GGUF file for probing through llama.cpp's C library, the one that node-llama-cpp has picked and loaded into
 * this process, on the backend it picked. `observe` may stand between the source and the library. Throws where the
 * library is another build, or the model cannot be used this way. Whether memory suffices is for the caller to ask
 * (`planDirectSource`).
 */
export async function openDirectSource(
  path: string,
  settings: SourceSettings,
  listener: SourceListener = {},
  observe: (library: LlamaLibrary) => LlamaLibrary = (library) => library,
): Promise<OpenedDirectSource> {
  const { library, facts } = await explained(() => startAttachedRuntime(settings.gpu, listener.onLog))
  const planned = await planDirectSource(path, settings, listener, { library: observe(library), facts })
  return planned.load()
}
