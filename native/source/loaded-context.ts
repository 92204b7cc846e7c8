import { type ContextParameters, ggmlTypes, type LlamaLibrary, loadModes, type Pointer } from '../llama/library.ts'
import { InferenceError } from '../process/inference.ts'
import { type TextStart, textStart } from '../vocabulary/encode-text.ts'
import { planComputedTokens, planDirectContext } from './context-plan.ts'

/** How a model is loaded for the direct source. */
export interface ContextSettings {
  readonly threads: number
  /** Longest text and longest continuation, in tokens. */
  readonly textTokens: number
  readonly pathTokens: number
  /** Most tokens that all sequences together may hold. */
  readonly mostCells: number
  /** Layers on the GPU; -1 all, 0 none. */
  readonly gpuLayers: number
  /**
   * Reads the weights into memory in place of mapping the file: where they are held in another layout, the map would
   * come on top.
   */
  readonly unmapped?: boolean
}

/**
 * Parameters of the one context, for a model of so many tokens that is recurrent or not, and the texts it holds beside
 * their branches.
 */
export function contextParameters(
  library: LlamaLibrary,
  settings: ContextSettings,
  model: { readonly vocabularySize: number; readonly stateful: boolean },
): { readonly parameters: ContextParameters; readonly texts: number } {
  const { texts, batchTokens, sequences, cells } = planDirectContext({ ...settings, ...model })
  return {
    texts,
    parameters: {
      ...library.contextDefaults(),
      n_ctx: cells,
      n_batch: batchTokens,
      // Logits are held once for the batch and once for what is computed at a time. On a CPU a quarter at a time is as
      // fast.
      n_ubatch: settings.gpuLayers === 0 ? planComputedTokens(batchTokens) : batchTokens,
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
    },
  }
}

/** A model in memory with the one context of the direct source. */
export interface LoadedContext {
  readonly library: LlamaLibrary
  readonly model: Pointer
  readonly context: Pointer
  readonly memory: Pointer
  readonly vocabulary: Pointer
  readonly vocabularySize: number
  readonly start: TextStart
  readonly parameters: ContextParameters
  /** Texts that the context holds beside their branches. */
  readonly texts: number
}

/**
 * Loads a GGUF file through the library. Errors where llama.cpp refuses it (its log says why); InferenceError (`failed`
 * or `refused`) beyond that.
 */
export async function loadContext(
  library: LlamaLibrary,
  path: string,
  settings: ContextSettings,
): Promise<LoadedContext> {
  const defaults = library.modelDefaults()
  const modelParameters = {
    ...defaults,
    n_gpu_layers: settings.gpuLayers,
    load_mode: settings.unmapped === true ? loadModes.none : defaults.load_mode,
  }
  const model = await new Promise<Pointer | null>((resolve, reject) => {
    library.loadModel.async(path, modelParameters, (error, result) => (error ? reject(error) : resolve(result)))
  })
  // What llama.cpp has logged tells why (describe-failure.ts).
  if (model === null) throw new Error(`llama.cpp did not load ${path}`)
  try {
    const vocabulary = library.vocabulary(model)
    const vocabularySize = library.vocabularySize(vocabulary)
    const start = textStart(library, vocabulary)
    const { parameters, texts } = contextParameters(library, settings, {
      vocabularySize,
      stateful: library.isRecurrent(model) || library.isHybrid(model),
    })
    const context = library.initContext(model, parameters)
    if (context === null) throw new InferenceError('llama.cpp made no context', { failure: 'failed', stage: 'load' })
    const memory = library.memory(context)
    if (memory === null) {
      library.freeContext(context)
      throw new InferenceError('the model keeps no memory of a text, so it cannot continue one', {
        failure: 'refused',
        stage: 'load',
      })
    }
    return { library, model, context, memory, vocabulary, vocabularySize, start, parameters, texts }
  } catch (error) {
    library.freeModel(model)
    throw error
  }
}

export function freeContext({ library, context, model }: LoadedContext): void {
  library.freeContext(context)
  library.freeModel(model)
}
