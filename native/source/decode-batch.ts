import koffi from 'koffi'
import type { Batch } from '../llama/library.ts'

/** Arrays of a few bytes may be moved by the engine; of this many entries they stay where they are. */
const leastEntries = 64

/**
 * The arrays of a llama_batch of at most `size` tokens, each token in one sequence, in memory that is used again and
 * again.
 */
export class DecodeBatch {
  readonly size: number
  readonly batch: Batch
  readonly #sequences: Int32Array

  constructor(size: number) {
    this.size = size
    const entries = Math.max(leastEntries, size)
    this.#sequences = new Int32Array(entries)
    const base = BigInt(koffi.address(this.#sequences) as bigint)
    this.batch = {
      n_tokens: 0,
      token: new Int32Array(entries),
      embd: null,
      pos: new Int32Array(entries),
      n_seq_id: new Int32Array(entries).fill(1),
      seq_id: BigInt64Array.from({ length: entries }, (_, index) => base + BigInt(4 * index)),
      logits: new Int8Array(entries),
    }
  }

  get count(): number {
    return this.batch.n_tokens
  }

  get full(): boolean {
    return this.batch.n_tokens === this.size
  }

  clear(): void {
    this.batch.n_tokens = 0
  }

  /** Adds a token to a batch that is not full; answers its index in the batch. */
  add(token: number, position: number, sequence: number, wanted: boolean): number {
    const index = this.batch.n_tokens
    this.batch.token[index] = token
    this.batch.pos[index] = position
    this.#sequences[index] = sequence
    this.batch.logits[index] = wanted ? 1 : 0
    this.batch.n_tokens = index + 1
    return index
  }
}
