import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import { readFloats } from '../llama/read-floats.ts'
import type { NextTokenScores } from './logit-source.ts'

/** The logits of one token of a batch, in the library's memory at `address`, read through a kernel of this thread. */
export class ScoreRow implements NextTokenScores {
  readonly address: bigint
  readonly #kernel: VocabularyKernel

  constructor(address: bigint, kernel: VocabularyKernel) {
    this.address = address
    this.#kernel = kernel
  }

  /** The kernel's own scores: valid until the kernel is given others. */
  get scores(): Float32Array {
    const kernel = this.#kernel
    if (kernel.holder !== this) readFloats(this.address, kernel.scores)
    kernel.holder = this
    return kernel.scores
  }

  get logNormaliser(): number {
    return this.#kernel.logSumExp(this.scores)
  }
}

/**
 * Natural log-probability at temperature 1 of a token from the row of scores at an address; not finite where the scores
 * are not.
 */
export function rowLogProbability(
  { address, token }: { readonly address: bigint; readonly token: number },
  kernel: VocabularyKernel,
): number {
  const { scores } = new ScoreRow(address, kernel)
  const score = scores[token]!
  return score - kernel.logSumExp(scores)
}
