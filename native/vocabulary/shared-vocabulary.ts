import type { TokenKind, Vocabulary } from '../source/logit-source.ts'

/** What a token's kind is written as: its index here. */
const tokenKinds: readonly TokenKind[] = ['text', 'control', 'end']

/** A vocabulary in memory that threads share. */
export interface VocabularyData {
  /** Per token its index into text, control, end. */
  readonly kinds: Uint8Array
  /** The bytes of token t run from starts[t] to starts[t + 1]. */
  readonly starts: Uint32Array
  readonly bytes: Uint8Array
}

const dataOf = new WeakMap<Vocabulary, VocabularyData>()

/** The vocabulary that lies in a memory. It throws RangeError for an id outside. */
export function vocabularyOf(data: VocabularyData): Vocabulary {
  const { kinds, starts, bytes } = data
  const size = kinds.length
  const checked = (token: number): number => {
    if (!(token >= 0 && token < size)) throw new RangeError(`expected a token id from 0 to ${size - 1}, found ${token}`)
    return token
  }
  const vocabulary: Vocabulary = {
    size,
    kind: (token) => tokenKinds[kinds[checked(token)]!]!,
    bytes: (token) => bytes.subarray(starts[checked(token)]!, starts[token + 1]!),
  }
  dataOf.set(vocabulary, data)
  return vocabulary
}

/** The memory of a vocabulary, for other threads: its own where `gatherVocabulary` has made it, else a copy. */
export function dataOfVocabulary(vocabulary: Vocabulary): VocabularyData {
  const { size } = vocabulary
  return (
    dataOf.get(vocabulary) ??
    gathered(
      size,
      (token) => vocabulary.kind(token),
      (token) => vocabulary.bytes(token),
    )
  )
}

/**
 * A vocabulary of `size` tokens in one memory for all, which threads can share: as many small arrays would take a
 * hundred bytes each. `kindOf` and `bytesOf` are asked token by token, the latter only for tokens of kind `text`; what
 * it gives is copied.
 */
export function gatherVocabulary(
  size: number,
  kindOf: (token: number) => TokenKind,
  bytesOf: (token: number) => Uint8Array,
): Vocabulary {
  return vocabularyOf(gathered(size, kindOf, bytesOf))
}

function gathered(
  size: number,
  kindOf: (token: number) => TokenKind,
  bytesOf: (token: number) => Uint8Array,
): VocabularyData {
  const kinds = new Uint8Array(new SharedArrayBuffer(size))
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (size + 1)))
  let all = new Uint8Array(65_536)
  for (let token = 0; token < size; token += 1) {
    const kind = kindOf(token)
    const start = starts[token]!
    kinds[token] = tokenKinds.indexOf(kind)
    starts[token + 1] = start
    if (kind !== 'text') continue
    const bytes = bytesOf(token)
    const end = start + bytes.length
    if (end > all.length) {
      const grown = new Uint8Array(Math.max(end, 2 * all.length))
      grown.set(all)
      all = grown
    }
    all.set(bytes, start)
    starts[token + 1] = end
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(starts[size]!))
  bytes.set(all.subarray(0, bytes.length))
  return { kinds, starts, bytes }
}
