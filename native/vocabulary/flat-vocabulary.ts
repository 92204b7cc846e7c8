import type { TokenKind, Vocabulary } from '../source/logit-source.ts'

const kinds: readonly TokenKind[] = ['text', 'control', 'end']

/**
 * Gathers the bytes of tokens, in the order of their ids, into one array for all: as many small ones would take a hundred bytes each.
 */
export class FlatVocabulary {
  readonly #size: number
  readonly #kinds: Uint8Array
  /** Where the bytes of each token begin; the last entry is their end. */
  readonly #starts: Uint32Array
  #bytes = new Uint8Array(65_536)
  #token = 0

  /** For `size` tokens. */
  constructor(size: number) {
    this.#size = size
    this.#kinds = new Uint8Array(size)
    this.#starts = new Uint32Array(size + 1)
  }

  /** Adds the next token. Only tokens of kind `text` keep bytes. */
  add(kind: TokenKind, bytes: Uint8Array): void {
    const start = this.#starts[this.#token]!
    const end = start + (kind === 'text' ? bytes.length : 0)
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    if (kind === 'text') this.#bytes.set(bytes, start)
    this.#kinds[this.#token] = kinds.indexOf(kind)
    this.#starts[++this.#token] = end
  }

  /** Errors where tokens are missing; the vocabulary throws RangeError for an id outside. */
  finish(): Vocabulary {
    const size = this.#size
    if (this.#token !== size) throw new Error(`expected ${size} tokens, found ${this.#token}`)
    const [kindOf, starts, bytes] = [this.#kinds, this.#starts, this.#bytes.slice(0, this.#starts[size])]
    const checked = (token: number): number => {
      if (!(token >= 0 && token < size)) throw new RangeError(`expected a token id from 0 to ${size - 1}, found ${token}`)
      return token
    }
    return {
      size,
      kind: (token) => kinds[kindOf[checked(token)]!]!,
      bytes: (token) => bytes.subarray(starts[checked(token)]!, starts[token + 1]!),
    }
  }
}
