import { printable, printableName } from '../../../core/format/printable.ts'
import { checkHeader, headerText } from './check-header.ts'
import { GgufError } from './gguf-error.ts'
import { type GgufHeader, vocabularyKey } from './header-reader.ts'
import { quantizationOf } from './quantization.ts'
import { type ShownEntry, shownEntries } from './shown-value.ts'
import { type MetadataEntry, numberOf } from './value-types.ts'

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
  readonly metadata: readonly ShownEntry[]
  /** Largest share of bytes first. */
  readonly tensorTypes: readonly TensorTypeShare[]
}

/** The facts of a model from the headers of its parts, in order. Throws GgufError as `checkHeader` does. */
export function headerFacts(parts: readonly GgufHeader[]): HeaderFacts {
  const first = parts[0]
  if (first === undefined) throw new GgufError('Expected at least one part of the model.')
  const metadata = first.metadata
  const checked = checkHeader(
    metadata,
    parts.flatMap(({ tensors }) => tensors),
  )
  const shares = tensorShares(parts)
  const vocabulary = metadata.get(vocabularyKey)?.value
  return {
    ...checked,
    parameters: parts.reduce(
      (sum, part) => sum + part.tensors.reduce((elements, tensor) => elements + tensor.elements, 0),
      0,
    ),
    quantization: quantizationOf(numberOf(metadata.get('general.file_type')?.value), shares).name,
    vocabularyDigest: typeof vocabulary === 'object' ? (vocabulary.digest ?? null) : null,
    declaredName: shortened(headerText(metadata, 'general.name'), 200),
    declaredBases: declaredBases(metadata),
    license: shortened(headerText(metadata, 'general.license'), 200),
    metadata: shownEntries(metadata),
    tensorTypes: shares,
  }
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

function shortened(text: string | null, length: number): string | null {
  return text === null || text.length <= length ? text : `${printable(text.slice(0, length))}…`
}
