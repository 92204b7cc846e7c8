import { watchBusyCores } from './busy-cores.ts'
import { type KeptChoice, recallThreads } from './choose-threads.ts'
import type { LoadedContext } from './loaded-context.ts'
import type { LogitEvaluator } from './logit-evaluator.ts'
import type { SequencePool } from './sequence-pool.ts'
import { ThreadGuard } from './thread-guard.ts'
import { measuredTokens } from './thread-tuning.ts'

/** The number of CPU threads of a context. Only the speed depends on it, not the results. */
export class DecodeThreads {
  readonly #loaded: LoadedContext
  /** Present where the number was measured: one that the caller fixed stays. */
  #guard: ThreadGuard | undefined
  #threads: number

  constructor(loaded: LoadedContext) {
    this.#loaded = loaded
    this.#threads = loaded.parameters.n_threads
  }

  /**
   * Sets the fastest of the candidates, found by decoding some single tokens, as branches are, and answers it; a kept
   * choice is taken where it is still as fast. No sequence may be in use.
   */
  async measure(
    candidates: readonly number[],
    evaluator: LogitEvaluator,
    pool: SequencePool,
    kept: KeptChoice,
  ): Promise<number> {
    const { vocabularySize } = this.#loaded
    const stretches = Array.from({ length: measuredTokens }, (_, sequence) => ({
      sequence,
      position: 0,
      tokens: [(sequence * 31) % vocabularySize],
      firstOutput: 0,
      receive: () => undefined,
    }))
    const time = async (threads: number): Promise<number> => {
      this.#set(threads)
      const began = performance.now()
      await evaluator.evaluate(stretches)
      const milliseconds = performance.now() - began
      pool.clear()
      return milliseconds
    }
    const threads = candidates.length === 1 ? candidates[0]! : await recallThreads(candidates, time, kept)
    this.#set(threads)
    this.#guard = new ThreadGuard(threads, candidates, watchBusyCores)
    return threads
  }

  /** Takes fewer or more threads where the load of the machine has changed since they were measured. */
  observe(tokens: number, milliseconds: number): void {
    const threads = this.#guard?.observe(tokens, milliseconds)
    if (threads !== undefined && threads !== this.#threads) this.#set(threads)
  }

  #set(threads: number): void {
    this.#threads = threads
    this.#loaded.library.setThreads(this.#loaded.context, threads, threads)
  }
}
