/** A decode this much slower than the fastest one of its size has met threads that wait for each other. */
const collapse = 3
/** Shorter decodes tell nothing: the system's own pauses are as long. In milliseconds. */
const shortest = 4
/** Slow decodes among the last `remembered` ones after which fewer threads are taken. */
const strikes = 3
const remembered = 16

/**
 * Watches decodes for threads that collapse because another process keeps a core busy: threads spin while they wait for each
 * other, and one that has no core makes all the others wait. Measured on two cores: two threads beside another load ran 2 to
 * 7 times slower than one. Only the speed depends on the number of threads, not the results.
 */
export class ThreadGuard {
  #threads: number
  /** Fastest milliseconds per size of batch, sizes by powers of two. */
  readonly #fastest = new Map<number, number>()
  #slow: boolean[] = []

  constructor(threads: number) {
    this.#threads = threads
  }

  /** Takes note of a decode of `tokens` tokens; answers the number of threads for the next ones: half as many after a collapse. */
  observe(tokens: number, milliseconds: number): number {
    if (this.#threads === 1) return 1
    const size = Math.floor(Math.log2(tokens))
    const perToken = milliseconds / tokens
    const fastest = Math.min(this.#fastest.get(size) ?? Infinity, perToken)
    this.#fastest.set(size, fastest)
    this.#slow = [...this.#slow, milliseconds >= shortest && perToken > collapse * fastest].slice(-remembered)
    if (this.#slow.filter(Boolean).length >= strikes) {
      this.#threads = Math.max(1, this.#threads >> 1)
      this.#slow = []
      this.#fastest.clear()
    }
    return this.#threads
  }
}
