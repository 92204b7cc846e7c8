import type { TokenKind, Vocabulary } from '../source/logit-source.ts'
import { tokenBytes, type TokenType } from './token-bytes.ts'
import type { TokenizerScheme } from './tokenizer-scheme.ts'

/** A vocabulary as a model file gives it; lists are indexed by token id. */
export interface VocabularyDescription {
  readonly scheme: TokenizerScheme
  readonly texts: readonly string[]
  readonly types: readonly TokenType[]
  /** Tokens that end generation, whatever their type. */
  readonly ends: ReadonlySet<number>
}

/**
 * Bytes and kinds of all tokens, computed once. Unknown and unused tokens count as control tokens: they have no text, so
 * whatever follows one continues nothing that was written. Throws RangeError for an id outside the vocabulary.
 */
export function buildVocabulary(description: VocabularyDescription): Vocabulary {
  const { scheme, texts, types, ends } = description
  if (types.length !== texts.length) throw new Error(`expected one type per token (${texts.length}), found ${types.length}`)
  const kinds: TokenKind[] = types.map((type, token) => {
    if (ends.has(token)) return 'end'
    return type === 'control' || type === 'unknown' || type === 'unused' ? 'control' : 'text'
  })
  const size = texts.length
  // One array for all: as many small ones would take a hundred bytes each.
  const packed = new ByteList()
  const starts = new Uint32Array(size + 1)
  for (const [token, text] of texts.entries()) {
    if (kinds[token] === 'text') packed.append(tokenBytes(scheme, text, types[token]!))
    starts[token + 1] = packed.length
  }
  const bytes = packed.trimmed()
  const checked = (token: number): number => {
    if (!(token >= 0 && token < size)) throw new RangeError(`expected a token id from 0 to ${size - 1}, found ${token}`)
    return token
  }
  return {
    size,
    kind: (token) => kinds[checked(token)]!,
    bytes: (token) => bytes.subarray(starts[checked(token)]!, starts[token + 1]!),
  }
}

/** Bytes that are added at the end, in an array that doubles. */
class ByteList {
  length = 0
  #bytes = new Uint8Array(65_536)

  append(more: Uint8Array): void {
    const length = this.length + more.length
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#bytes.length))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes.set(more, this.length)
    this.length = length
  }

  trimmed(): Uint8Array {
    return this.#bytes.slice(0, this.length)
  }
}
