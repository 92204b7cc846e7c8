import { type ContextParameters, type LlamaLibrary, loadModes, type Pointer } from '../llama/library.ts'
import type { LibraryLog } from '../llama/library-log.ts'
import { type ContextMemory, hasRepackedWeights, readContextMemory } from '../llama/simulated-memory.ts'
import { loggedTensorTypes } from '../llama/logged-tensors.ts'
import { hasFloatWeights } from '../precision/choose-precision.ts'
import { trimHeap } from '../llama/trim-heap.ts'
import { InferenceError } from '../process/inference.ts'
import { encodeText, type TextStart, textStart } from '../vocabulary/encode-text.ts'
import { libraryVocabulary } from '../vocabulary/library-vocabulary.ts'
import { tokenizerScheme, UnsupportedTokenizerError } from '../vocabulary/tokenizer-scheme.ts'
import type { Vocabulary } from './logit-source.ts'

/** Taken where a file does not say for how many tokens it was trained. */
const unknownTrainContext = 2048
const longestValue = 256

/** What is known of a model before its weights are loaded. */
export interface DescribedModel {
  readonly vocabulary: Vocabulary
  readonly start: TextStart
  /** Token ids of a text; while the model is described only. */
  tokenize(text: string): number[]
  readonly trainContextTokens: number
  /** True where the weights are stored as floats (F32, F16, BF16), so that no rounding of activations is expected. */
  readonly floatWeights: boolean
  /** Whether llama.cpp holds some weights in another layout than the file's. */
  readonly repacked: boolean
  /** True for models that keep a state per sequence (recurrent and hybrid ones). */
  readonly stateful: boolean
  /** Bytes of the weights, and their number. */
  readonly size: number
  readonly parameters: number
  /** Memory of a context, of which no more than this object is taken. */
  contextMemory(parameters: Partial<ContextParameters>): Promise<ContextMemory>
}

function headerValue(library: LlamaLibrary, model: Pointer, key: string): string | undefined {
  const buffer = new Uint8Array(longestValue)
  const length = library.headerValue(model, key, buffer, buffer.length)
  return length < 0 ? undefined : Buffer.from(buffer.buffer, 0, Math.min(length, longestValue - 1)).toString('utf8')
}

function vocabularyOf(library: LlamaLibrary, model: Pointer): Vocabulary {
  const tokenizer = headerValue(library, model, 'tokenizer.ggml.model')
  if (tokenizer === undefined)
    throw new UnsupportedTokenizerError('expected a vocabulary in the model file, found none')
  const scheme = tokenizerScheme(tokenizer, headerValue(library, model, 'tokenizer.ggml.pre'))
  return libraryVocabulary(library, library.vocabulary(model), scheme)
}

/** Without its encoder having read something, the decoder of such a model gives numbers that mean nothing. */
function requireNoEncoder(library: LlamaLibrary, model: Pointer): void {
  if (!library.hasEncoder(model)) return
  throw new InferenceError(
    'expected a model that continues a text, found one with an encoder (T5 and others): its decoder answers what the encoder has read. Use a causal language model instead.',
    { failure: 'refused', stage: 'load' },
  )
}

/**
 * Reads a model's header and vocabulary through the library, which takes no memory for its weights and whose own copy
 * of the vocabulary is freed once `use` is done. Errors where llama.cpp refuses the file (its log says why), with
 * InferenceError `refused` for a model with an encoder, and with UnsupportedTokenizerError where token bytes are not
 * known.
 */
export async function withDescribedModel<Result>(
  library: LlamaLibrary,
  log: LibraryLog,
  path: string,
  gpuLayers: number,
  use: (model: DescribedModel) => Promise<Result>,
): Promise<Result> {
  const parameters = { ...library.modelDefaults(), n_gpu_layers: gpuLayers, no_alloc: true, load_mode: loadModes.none }
  const { result: model, lines } = await log.during(
    () =>
      new Promise<Pointer | null>((resolve, reject) => {
        library.loadModel.async(path, parameters, (error, result) => (error ? reject(error) : resolve(result)))
      }),
  )
  // What llama.cpp has logged tells why (describe-failure.ts).
  if (model === null) throw new Error(`llama.cpp did not load ${path}`)
  // The header's file type may say something else.
  const types = loggedTensorTypes(lines)
  try {
    requireNoEncoder(library, model)
    const trained = library.contextLength(model)
    const start = textStart(library, library.vocabulary(model))
    return await use({
      vocabulary: vocabularyOf(library, model),
      start,
      tokenize: (text) => encodeText(library, library.vocabulary(model), start, text),
      trainContextTokens: trained > 0 ? trained : unknownTrainContext,
      floatWeights: types.length > 0 && hasFloatWeights(types.map((type) => ({ type }))),
      repacked: hasRepackedWeights(lines),
      stateful: library.isRecurrent(model) || library.isHybrid(model),
      size: Number(library.modelSize(model)),
      parameters: Number(library.modelParameters(model)),
      contextMemory: async (context) => {
        // One sequence has one row of logits, which are held even here. As many as are planned hold whole contexts
        // behind all but the shortest sliding windows; `swa_full` makes one do so.
        const single = { ...library.contextDefaults(), ...context, n_seq_max: 1, swa_full: true }
        const created = await log.during(() => library.initContext(model, single))
        if (created.result === null)
          throw new InferenceError('llama.cpp made no context', { failure: 'failed', stage: 'load' })
        library.freeContext(created.result)
        const memory = readContextMemory(created.lines)
        return { ...memory, states: memory.states * (context.n_seq_max ?? 1) }
      },
    })
  } finally {
    library.freeModel(model)
    trimHeap()
  }
}
