import type { TokenKind, Vocabulary } from '../source/logit-source.ts'

const kinds: readonly TokenKind[] = ['text', 'control', 'end']

/** A vocabulary in memory that threads share. */
export interface SharedVocabulary {
  /** Per token its index into text, control, end. */
  readonly kinds: Uint8Array
  /** The bytes of token t run from starts[t] to starts[t + 1]. */
  readonly starts: Uint32Array
  readonly bytes: Uint8Array
}

/** Copies a vocabulary into shared memory. */
export function shareVocabulary(vocabulary: Vocabulary): SharedVocabulary {
  const { size } = vocabulary
  const shared = new Uint8Array(new SharedArrayBuffer(size))
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (size + 1)))
  for (let token = 0; token < size; token += 1) {
    const kind = vocabulary.kind(token)
    shared[token] = kinds.indexOf(kind)
    starts[token + 1] = starts[token]! + (kind === 'text' ? vocabulary.bytes(token).length : 0)
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(starts[size]!))
  for (let token = 0; token < size; token += 1) if (shared[token] === 0) bytes.set(vocabulary.bytes(token), starts[token])
  return { kinds: shared, starts, bytes }
}

/** The vocabulary that was shared. */
export function sharedVocabulary({ kinds: shared, starts, bytes }: SharedVocabulary): Vocabulary {
  return {
    size: shared.length,
    kind: (token) => kinds[shared[token]!]!,
    bytes: (token) => bytes.subarray(starts[token], starts[token + 1]),
  }
}
