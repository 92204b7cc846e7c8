import { declaredPurpose, purposeNote } from './declared-purpose.ts'
import type { HeaderFacts } from './gguf/header-facts.ts'
import { quantizationOf } from './gguf/quantization.ts'

/** `general.file_type` of a stored header; null where there is none. */
export function declaredFileType(metadata: HeaderFacts['metadata']): number | null {
  const value = metadata.find(({ key }) => key === 'general.file_type')?.value
  return value === undefined || !/^\d+$/.test(value) ? null : Number(value)
}

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
  return [
    ...(purpose === 'text' ? [] : [purposeNote(purpose)]),
    ...(note === null ? [] : [note]),
    ...(isTyped || value.get('tokenizer.ggml.model') !== 'llama' ? [] : [untyped]),
  ]
}
