import { plural } from '../../core/format/quantity.ts'
import { declaredPurpose, purposeNote } from './declared-purpose.ts'
import type { HeaderFacts } from './gguf/header-facts.ts'
import { GgufError } from './gguf/gguf-error.ts'
import { quantizationOf } from './gguf/quantization.ts'
import { refuseOtherKinds } from './gguf/refuse-other-kinds.ts'

/** `general.file_type` of a stored header; null where there is none. */
export function declaredFileType(metadata: HeaderFacts['metadata']): number | null {
  const value = metadata.find(({ key }) => key === 'general.file_type')?.value
  return value === undefined || !/^\d+$/.test(value) ? null : Number(value)
}

/** Tokens: below that, the longer genes of the built-in genomes and the prompts of benchmarks do not fit. */
const shortContext = 128

/**
 * What a reader should know of a model's header: where it contradicts the tensors, or leaves out what llama.cpp then
 * guesses, or says that the model was made for something else than text.
 */
export function headerNotes(facts: Pick<HeaderFacts, 'architecture' | 'metadata' | 'tensorTypes'>): string[] {
  const { metadata, tensorTypes } = facts
  const purpose = declaredPurpose(facts)
  const value = new Map(metadata.map((entry) => [entry.key, entry.value]))
  const { note } = quantizationOf(declaredFileType(metadata), tensorTypes)
  const isTyped = value.has('tokenizer.ggml.token_type') || !value.has('tokenizer.ggml.tokens')
  const untyped =
    'The file gives no types of tokens (tokenizer.ggml.token_type): llama.cpp takes control and byte tokens for words and writes them out.'
  const context = Number(value.get(`${facts.architecture}.context_length`))
  const short =
    `The model reads ${plural(context, 'token')} at a time (${facts.architecture}.context_length): ` +
    'genes and questions that are longer cannot be evaluated.'
  return [
    ...earlierRefusal(value),
    ...(context < shortContext ? [short] : []),
    ...(purpose === 'text' ? [] : [purposeNote(purpose)]),
    ...(note === null ? [] : [note]),
    ...(isTyped || value.get('tokenizer.ggml.model') !== 'llama' ? [] : [untyped]),
  ]
}

/** Why a model that an earlier version added would not be added today: nothing where it would. */
function earlierRefusal(value: ReadonlyMap<string, string>): string[] {
  if (!value.has('general.architecture')) return []
  try {
    refuseOtherKinds({
      text: (key) => value.get(key) ?? null,
      has: (key) => value.has(key),
      isTrue: (key) => (value.has(key) ? value.get(key) === 'true' : null),
      tensorNames: [],
    })
    return []
  } catch (error) {
    if (error instanceof GgufError) return [error.message]
    throw error
  }
}
