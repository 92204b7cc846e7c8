import { plural } from '../../../core/format/quantity.ts'
import { printableName } from '../../../core/format/printable.ts'
import { ropeScalings } from '../../../core/model/rope-scaling.ts'
import { tokenizerScheme, UnsupportedTokenizerError } from '../../../native/vocabulary/tokenizer-scheme.ts'
import { requireFittingCounts } from './fitting-counts.ts'
import { GgufError } from './gguf-error.ts'
import { type TensorInfo, vocabularyKey } from './header-reader.ts'
import { expectedTypes } from './key-types.ts'
import { refuseOtherKinds } from './refuse-other-kinds.ts'
import { shownValue } from './shown-value.ts'
import { type MetadataEntry, numberOf } from './value-types.ts'

/** What is certain of a header that has been checked. */
export interface CheckedHeader {
  readonly architecture: string
  readonly tokenizer: string
  readonly vocabularySize: number
  readonly contextLength: number
}

type Tensor = Pick<TensorInfo, 'name' | 'dimensions'>
type Metadata = ReadonlyMap<string, MetadataEntry>

/**
 * Throws GgufError where a file is no language model that gives next-token probabilities (`refuseOtherKinds`), or one
 * that llama.cpp cannot load: vocabulary only, a key of another type than it asks for, no or an unknown tokenizer, no
 * merges of byte pairs, the same token twice, counts that do not fit the tensors, embeddings of another size than the
 * vocabulary, no length of the context, an unknown scaling of positions.
 *
 * @param tensors null where only the metadata are at hand, of a model of the library: what they tell is not asked then
 */
export function checkHeader(metadata: Metadata, tensors: readonly Tensor[] | null): CheckedHeader {
  const text = (key: string): string | null => headerText(metadata, key)
  const architecture = refuseOtherKinds({
    text,
    has: (key) => metadata.has(key),
    isTrue: (key) => {
      const value = metadata.get(key)?.value
      return typeof value === 'boolean' ? value : null
    },
    tensorNames: tensors?.map(({ name }) => name) ?? [],
  })
  if (tensors?.length === 0)
    throw new GgufError('The file holds no tensors (a vocabulary only): there is nothing to probe.', 'vocabulary')
  requireTypes(metadata, architecture)
  const tokenizer = text('tokenizer.ggml.model')
  const vocabulary = metadata.get(vocabularyKey)?.value
  const vocabularySize = typeof vocabulary === 'object' ? vocabulary.count : 0
  if (tokenizer === null || tokenizer === 'no_vocab' || tokenizer === 'none' || vocabularySize === 0) {
    throw new GgufError(
      'The file holds no tokenizer (tokenizer.ggml.model and tokenizer.ggml.tokens), so texts cannot be probed with it.',
    )
  }
  requireKnownTokenizer(tokenizer)
  if (typeof vocabulary === 'object' && vocabulary.repeated !== undefined) {
    const { text: token, first, second } = vocabulary.repeated
    throw new GgufError(
      `The vocabulary holds the same token twice: tokens ${first} and ${second} are both ${JSON.stringify(shownValue(token, 40))}. llama.cpp ends on such a file.`,
    )
  }
  requireMerges(metadata, tokenizer)
  if (tensors !== null) requireFittingCounts(metadata, architecture, tensors)
  requireRowForEachToken(tensors ?? [], vocabularySize)
  const contextLength = numberOf(metadata.get(`${architecture}.context_length`)?.value)
  if (contextLength === null || contextLength === 0) {
    throw new GgufError(
      `The header does not say how many tokens the model reads (${architecture}.context_length: expected 1 or more, found ${contextLength ?? 'none'}), without which llama.cpp does not load it.`,
    )
  }
  requireFinite(metadata, architecture)
  requireKnownScaling(text(`${architecture}.rope.scaling.type`))
  return { architecture, tokenizer, vocabularySize, contextLength }
}

/** A text of a header, what cannot be seen in it as escapes; null where there is none. */
export function headerText(metadata: Metadata, key: string): string | null {
  const value = metadata.get(key)?.value
  return typeof value === 'string' && value !== '' ? printableName(value) : null
}

function requireTypes(metadata: Metadata, architecture: string): void {
  for (const [key, expected] of expectedTypes(architecture)) {
    const entry = metadata.get(key)
    if (entry === undefined || entry.type === expected) continue
    throw new GgufError(
      `The header gives ${key} as ${entry.type}; llama.cpp expects ${expected} and does not load such a file.`,
    )
  }
}

/** Where such a number is none, llama.cpp ends the process, or all that it computes is no number. */
const finiteKeys = ['attention.layer_norm_rms_epsilon', 'rope.freq_base']

function requireFinite(metadata: Metadata, architecture: string): void {
  for (const name of finiteKeys) {
    const key = `${architecture}.${name}`
    const value = metadata.get(key)?.value
    if (value === undefined || (typeof value === 'number' && value >= 0 && Number.isFinite(value))) continue
    throw new GgufError(`The header gives ${key} as ${String(value)}; expected a finite number of at least 0.`)
  }
}

function requireKnownTokenizer(tokenizer: string): void {
  try {
    tokenizerScheme(tokenizer)
  } catch (error) {
    if (!(error instanceof UnsupportedTokenizerError)) throw error
    throw new GgufError(
      `The tokenizer ${JSON.stringify(tokenizer)} is newer than this version of Cladescope, or its tokens have no bytes of their own: ${error.message}.`,
      'unknown',
    )
  }
}

/** The tokenizers that put texts together from pairs, whose list a file must hold, be it empty. */
const ofPairs: ReadonlySet<string> = new Set(['gpt2', 'gemma4'])

function requireMerges(metadata: Metadata, tokenizer: string): void {
  const key = 'tokenizer.ggml.merges'
  if (!ofPairs.has(tokenizer) || metadata.get(key)?.type === 'array of string') return
  throw new GgufError(
    `The file holds no merges of its tokenizer (${key}), without which llama.cpp does not load a vocabulary of byte pairs.`,
  )
}

/** llama.cpp refuses rows without a token as well: a vocabulary is padded with tokens that nothing makes. */
function requireRowForEachToken(tensors: readonly Tensor[], tokens: number): void {
  for (const [name, what] of [
    ['token_embd.weight', 'an embedding matrix'],
    ['output.weight', 'an output matrix'],
  ] as const) {
    const matrix = tensors.find((tensor) => tensor.name === name)
    const rows = matrix?.dimensions[1] ?? 1
    if (matrix === undefined || rows === tokens) continue
    throw new GgufError(
      `The vocabulary does not fit the weights: expected ${what} (${name}) of ${plural(tokens, 'row')}, one for each token, found ${rows}. llama.cpp does not load such a file.`,
      'damaged',
      'Convert it again, with the tokenizer that the model was trained with.',
    )
  }
}

function requireKnownScaling(scaling: string | null): void {
  if (scaling === null || ropeScalings.has(scaling)) return
  throw new GgufError(
    `The scaling of positions ${JSON.stringify(scaling.slice(0, 60))} (rope.scaling.type) is not known to the llama.cpp of this version: expected ${[...ropeScalings].join(', ')}.`,
    'unknown',
  )
}
