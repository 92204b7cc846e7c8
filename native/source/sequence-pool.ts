import type { LoadedContext } from './loaded-context.ts'

/**
 * The sequences of a context. A sequence is in use from `take` or `fork` to `giveBack`; one that is only `kept`,
 * because its content may be of use again, is given up when no other is left, the oldest first. Sequences are only ever
 * appended to, copied and dropped whole, which every kind of memory of llama.cpp allows (plain, sliding window,
 * recurrent, hybrid).
 */
export class SequencePool {
  readonly count: number
  readonly #loaded: LoadedContext
  readonly #free: number[]
  /** Kept sequences, oldest first, with what is to be told when one is given up. */
  readonly #kept = new Map<number, () => void>()

  constructor(loaded: LoadedContext) {
    this.#loaded = loaded
    this.count = loaded.parameters.n_seq_max
    this.#free = Array.from({ length: this.count }, (_, index) => this.count - 1 - index)
  }

  /** An empty sequence. Errors where all are in use. `spare` is a kept sequence that must stay. */
  take(spare?: number): number {
    const free = this.#free.pop()
    if (free !== undefined) return free
    for (const sequence of this.#kept.keys()) {
      if (sequence === spare) continue
      this.#giveUp(sequence)
      return this.#free.pop()!
    }
    throw new Error(`expected at most ${this.count} sequences in use, found another asked for`)
  }

  /** A sequence that holds what another one holds. With a unified cache this copies no keys and values. */
  fork(from: number): number {
    const sequence = this.take(from)
    const { library, memory } = this.#loaded
    library.copySequence(memory, from, sequence, -1, -1)
    return sequence
  }

  /** Keeps the content of a sequence that is no longer in use; `onGivenUp` is called where the pool takes it back. */
  keep(sequence: number, onGivenUp: () => void): void {
    this.#kept.set(sequence, onGivenUp)
  }

  /** Empties a sequence, in use or kept. */
  giveBack(sequence: number): void {
    const { library, memory } = this.#loaded
    this.#kept.delete(sequence)
    library.removeSequence(memory, sequence, -1, -1)
    this.#free.push(sequence)
  }

  /** Gives up every kept sequence; false where there was none. */
  giveUpKept(): boolean {
    const kept = [...this.#kept.keys()]
    for (const sequence of kept) this.#giveUp(sequence)
    return kept.length > 0
  }

  /**
   * Leaves the memory as it was at the start; no sequence may be in use. Which cells a text takes decides the order of
   * sums, so without this the last bits of a block would depend on the blocks before it.
   */
  clear(): void {
    const { library, memory } = this.#loaded
    library.clearMemory(memory, false)
    this.#free.sort((left, right) => right - left)
  }

  #giveUp(sequence: number): void {
    const onGivenUp = this.#kept.get(sequence)
    this.giveBack(sequence)
    onGivenUp?.()
  }
}
