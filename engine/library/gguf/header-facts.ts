import { plural } from '../../../core/format/quantity.ts'
import { printable, printableName } from '../../../core/format/printable.ts'
import { tokenizerScheme, UnsupportedTokenizerError } from '../../../native/vocabulary/tokenizer-scheme.ts'
import { GgufError } from './gguf-error.ts'
import { type GgufHeader, vocabularyKey } from './header-reader.ts'
import { quantizationOf } from './quantization.ts'
import { refuseOtherKinds } from './refuse-other-kinds.ts'
import type { MetadataEntry, MetadataValue } from './value-types.ts'

export interface DeclaredBase {
  name?: string
  organization?: string
  version?: string
  url?: string
}

export interface TensorTypeShare {
  readonly type: string
  readonly tensors: number
  readonly bytes: number
}

/** What the library keeps of a model's headers. What cannot be seen in a text is written as an escape. */
export interface HeaderFacts {
  readonly architecture: string
  /** Sum of the elements of all tensors. */
  readonly parameters: number
  readonly quantization: string
  readonly tokenizer: string
  readonly vocabularySize: number
  /**
   * Over all tokens in their order; null where a model was added before it was kept and its file has not been read
   * since.
   */
  readonly vocabularyDigest: string | null
  readonly contextLength: number | null
  readonly declaredName: string | null
  readonly declaredBases: readonly DeclaredBase[]
  readonly license: string | null
  readonly metadata: readonly { readonly key: string; readonly type: string; readonly value: string }[]
  /** Largest share of bytes first. */
  readonly tensorTypes: readonly TensorTypeShare[]
}

/**
 * The facts of a model from the headers of its parts, in order. Throws GgufError where the file is no language model
 * that gives next-token probabilities (`refuseOtherKinds`), or one that llama.cpp cannot load: vocabulary only, no or
 * an unknown tokenizer, the same token twice, an embedding matrix of another size than the vocabulary, no length of the
 * context.
 */
export function headerFacts(parts: readonly GgufHeader[]): HeaderFacts {
  const first = parts[0]
  if (first === undefined) throw new GgufError('Expected at least one part of the model.')
  const metadata = first.metadata
  const text = (key: string): string | null => {
    const value = metadata.get(key)?.value
    return typeof value === 'string' && value !== '' ? printableName(value) : null
  }

  const architecture = refuseOtherKinds({
    text,
    has: (key) => metadata.has(key),
    isTrue: (key) => {
      const value = metadata.get(key)?.value
      return typeof value === 'boolean' ? value : null
    },
    tensorNames: parts.flatMap(({ tensors }) => tensors.map(({ name }) => name)),
  })

  const shares = tensorShares(parts)
  if (shares.length === 0)
    throw new GgufError('The file holds no tensors (a vocabulary only): there is nothing to probe.', 'vocabulary')
  const tokenizer = text('tokenizer.ggml.model')
  const vocabulary = metadata.get(vocabularyKey)?.value
  const vocabularySize = arrayLength(vocabulary)
  if (tokenizer === null || tokenizer === 'no_vocab' || tokenizer === 'none' || vocabularySize === 0) {
    throw new GgufError(
      'The file holds no tokenizer (tokenizer.ggml.model and tokenizer.ggml.tokens), so texts cannot be probed with it.',
    )
  }
  requireKnownTokenizer(tokenizer)
  if (typeof vocabulary === 'object' && vocabulary.repeated !== undefined) {
    const { text: token, first, second } = vocabulary.repeated
    throw new GgufError(
      `The vocabulary holds the same token twice: tokens ${first} and ${second} are both ${JSON.stringify(shortened(printable(token), 40))}. llama.cpp ends on such a file. Convert it again.`,
    )
  }
  requireRowForEachToken(parts, vocabularySize)
  const contextLength = numberOf(metadata.get(`${architecture}.context_length`)?.value)
  if (contextLength === null) {
    throw new GgufError(
      `The header does not say how many tokens the model reads (${architecture}.context_length), without which llama.cpp does not load it. Convert it again.`,
    )
  }
  return {
    architecture,
    parameters: parts.reduce(
      (sum, part) => sum + part.tensors.reduce((elements, tensor) => elements + tensor.elements, 0),
      0,
    ),
    quantization: quantizationOf(numberOf(metadata.get('general.file_type')?.value), shares).name,
    tokenizer,
    vocabularySize,
    vocabularyDigest: typeof vocabulary === 'object' ? (vocabulary.digest ?? null) : null,
    contextLength,
    declaredName: shortened(text('general.name'), 200),
    declaredBases: declaredBases(metadata),
    license: shortened(text('general.license'), 200),
    metadata: [...metadata.values()]
      .slice(0, 2000)
      .map((entry) => ({ key: printable(entry.key), type: entry.type, value: shownValue(entry.value, 400) })),
    tensorTypes: shares,
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

/** llama.cpp refuses rows without a token as well: a vocabulary is padded with tokens that nothing makes. */
function requireRowForEachToken(parts: readonly GgufHeader[], tokens: number): void {
  const embedding = parts.flatMap(({ tensors }) => tensors).find(({ name }) => name === 'token_embd.weight')
  const rows = embedding?.dimensions[1] ?? 1
  if (embedding === undefined || rows === tokens) return
  throw new GgufError(
    `The vocabulary does not fit the weights: expected an embedding matrix (token_embd.weight) of ${plural(tokens, 'row')}, one for each token, found ${rows}. llama.cpp does not load such a file. Convert it again, with the tokenizer that the model was trained with.`,
  )
}

function tensorShares(parts: readonly GgufHeader[]): TensorTypeShare[] {
  const shares = new Map<string, { tensors: number; bytes: number }>()
  for (const part of parts) {
    for (const tensor of part.tensors) {
      const share = shares.get(tensor.type) ?? { tensors: 0, bytes: 0 }
      shares.set(tensor.type, { tensors: share.tensors + 1, bytes: share.bytes + tensor.bytes })
    }
  }
  return [...shares]
    .map(([type, share]) => ({ type, ...share }))
    .sort((left, right) => right.bytes - left.bytes || (left.type < right.type ? -1 : 1))
}

function declaredBases(metadata: ReadonlyMap<string, MetadataEntry>): DeclaredBase[] {
  const count = Math.min(numberOf(metadata.get('general.base_model.count')?.value) ?? 0, 64)
  const bases: DeclaredBase[] = []
  for (let index = 0; index < count; index += 1) {
    const field = (name: string): string | undefined => {
      const value = metadata.get(`general.base_model.${String(index)}.${name}`)?.value
      return typeof value === 'string' && value !== '' ? printableName(value.slice(0, 400)) : undefined
    }
    const name = field('name')
    const organization = field('organization')
    const version = field('version')
    const url = field('repo_url') ?? field('url')
    bases.push({
      ...(name === undefined ? {} : { name }),
      ...(organization === undefined ? {} : { organization }),
      ...(version === undefined ? {} : { version }),
      ...(url === undefined ? {} : { url }),
    })
  }
  return bases
}

/** A non-negative safe integer, or null for anything else. */
export function numberOf(value: MetadataValue | undefined): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null
}

function arrayLength(value: MetadataValue | undefined): number {
  return typeof value === 'object' ? value.count : 0
}

function shortened(text: string | null, length: number): string | null {
  return text === null || text.length <= length ? text : `${printable(text.slice(0, length))}…`
}

/** A metadata value as one short line; arrays as `[count × type] first values …`. */
function shownValue(value: MetadataValue, length: number): string {
  if (typeof value !== 'object') {
    const text = typeof value === 'string' ? value : String(value)
    return text.length > length
      ? `${printable(text.slice(0, length))}… (${plural(text.length, 'character')})`
      : printable(text)
  }
  const shown = value.first.slice(0, 8).map((element) => shownValue(element, 40))
  return `[${String(value.count)} × ${value.type}] ${shown.join(', ')}${value.count > shown.length ? ' …' : ''}`
}
