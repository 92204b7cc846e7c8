import koffi from 'koffi'
import { InferenceError } from '../process/inference.ts'
import { DecodeBatch } from './decode-batch.ts'
import type { LoadedContext } from './loaded-context.ts'
import type { SequencePool } from './sequence-pool.ts'

/** What llama_decode returns where the memory has no room for the batch. */
const memoryFull = 1

/** A stretch of tokens to append to one sequence; logits are wanted from `firstOutput` on. */
export interface Stretch {
  readonly sequence: number
  /** Position of the first token: the tokens that the sequence holds. */
  readonly position: number
  readonly tokens: readonly number[]
  /** Index into `tokens`; `tokens.length` where none are wanted. */
  readonly firstOutput: number
  /**
   * Called once per wanted token, in order, with the index into `tokens` and the address in the library's memory of the
   * logits of the whole vocabulary after it (32-bit floats), which stay there until the batch is settled.
   */
  readonly receive: (at: number, address: bigint) => void
}

/**
 * Evaluates stretches of tokens on sequences of a context, off the event loop, and hands out where rows of logits are.
 * What shares a batch follows from the stretches and their order alone.
 */
export class LogitEvaluator {
  readonly #loaded: LoadedContext
  readonly #pool: SequencePool
  readonly #batch: DecodeBatch
  readonly #onDecoded: (tokens: number, milliseconds: number) => void

  /** `onDecoded` is told of every decode, before its logits are handed out. */
  constructor(
    loaded: LoadedContext,
    pool: SequencePool,
    onDecoded: (tokens: number, milliseconds: number) => void = () => undefined,
  ) {
    this.#loaded = loaded
    this.#pool = pool
    this.#batch = new DecodeBatch(loaded.parameters.n_batch)
    this.#onDecoded = onDecoded
  }

  /**
   * Packs the stretches into full batches in order and decodes them. Where the memory has no room, sequences that the
   * pool only keeps are given up. After each batch and its calls of `receive`, what `settle` answers is waited for
   * before the next is decoded. Rejects with the signal's reason between batches, with InferenceError `failed` where
   * llama.cpp refuses a batch.
   */
  async evaluate(stretches: readonly Stretch[], signal?: AbortSignal, settle?: () => Promise<void>): Promise<void> {
    const batch = this.#batch
    let wanted: { readonly row: number; readonly at: number; readonly receive: Stretch['receive'] }[] = []
    const flush = async (): Promise<void> => {
      if (batch.count === 0) return
      signal?.throwIfAborted()
      await this.#decode()
      for (const { row, at, receive } of wanted) receive(at, this.#address(row))
      wanted = []
      await settle?.()
      batch.clear()
    }
    batch.clear()
    for (const { sequence, position, tokens, firstOutput, receive } of stretches) {
      for (const [at, token] of tokens.entries()) {
        if (batch.full) await flush()
        const row = batch.add(token, position + at, sequence, at >= firstOutput)
        if (at >= firstOutput) wanted.push({ row, at, receive })
      }
    }
    await flush()
  }

  async #decode(): Promise<void> {
    const began = performance.now()
    let status = await this.#callDecode()
    this.#onDecoded(this.#batch.count, performance.now() - began)
    if (status === memoryFull && this.#pool.giveUpKept()) status = await this.#callDecode()
    if (status !== 0) throw new InferenceError(`llama_decode returned ${status}`, { failure: 'failed', stage: 'probe' })
  }

  #callDecode(): Promise<number> {
    const { library, context } = this.#loaded
    return new Promise((resolve, reject) => {
      library.decode.async(context, this.#batch.batch, (error, status) => (error ? reject(error) : resolve(status)))
    })
  }

  #address(row: number): bigint {
    const { library, context } = this.#loaded
    const pointer = library.logits(context, row)
    if (pointer === null)
      throw new InferenceError(`expected logits at batch position ${row}, found none`, {
        failure: 'failed',
        stage: 'probe',
      })
    return BigInt(koffi.address(pointer))
  }
}
