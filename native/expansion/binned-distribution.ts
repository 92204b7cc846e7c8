import type { TokenBins } from '../../core/population/token-bins.ts'
import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import { NonFiniteScoresError } from './next-distribution.ts'

/** A next-token distribution over the whole vocabulary, added up by what its tokens lead to. Probabilities sum to 1. */
export interface BinnedDistribution {
  /** Bins that hold at least the floor, the deepest first, and last of all bin 0. */
  readonly bins: Int32Array
  readonly probabilities: Float64Array
  /** Tokens that go on, by rising id, each in one of `bins` or above one: those worth a path of their own. */
  readonly pathTokens: Int32Array
  readonly pathProbabilities: Float64Array
}

/**
 * Softmax of whole-vocabulary scores at a temperature, added up by bin (relative error of a probability about 1e-6, sums in double
 * precision), as views that the next call with the same kernel overwrites. Throws NonFiniteScoresError where the scores hold NaN, +Infinity or nothing finite.
 *
 * Bins below `floor` are added to the bin above them: the mass is then known to fall on a shorter prefix only. Of the tokens that go
 * on, those below `floor` and the rarest of the others are left out as long as all that is left out sums to no more than `droppable`;
 * their mass stays in the bin.
 */
export function binnedDistribution(
  kernel: VocabularyKernel,
  scores: Float32Array,
  temperature: number,
  tokenBins: TokenBins,
  floor: number,
  droppable: number,
): BinnedDistribution {
  return binned(kernel, weighed(kernel, scores, temperature), 1, tokenBins, floor, droppable)
}

/** Probabilities of some tokens, and all others added up by bin; see `binnedDistribution`. */
export interface PartedDistribution {
  /** Parallel to the tokens that were asked for. */
  readonly asked: Float64Array
  /** Probability of the other tokens together. */
  readonly others: number
  /** That probability by bin; undefined where no table was given. */
  readonly binned: BinnedDistribution | undefined
}

/** The same where some tokens are wanted by themselves, whatever their probability. */
export function partedDistribution(
  kernel: VocabularyKernel,
  scores: Float32Array,
  temperature: number,
  tokens: Int32Array,
  tokenBins: TokenBins | undefined,
  floor: number,
  droppable: number,
): PartedDistribution {
  const sum = weighed(kernel, scores, temperature)
  const asked = kernel.takeOut(tokens)
  let others = 1
  for (let index = 0; index < asked.length; index += 1) others -= asked[index]! /= sum
  others = Math.max(0, others)
  return { asked, others, binned: tokenBins === undefined ? undefined : binned(kernel, sum, others, tokenBins, floor, droppable) }
}

/** Sum of the weights of all scores. */
function weighed(kernel: VocabularyKernel, scores: Float32Array, temperature: number): number {
  const { top, sum } = kernel.weigh(scores, temperature)
  if (!Number.isFinite(top)) throw new NonFiniteScoresError(`the largest score is ${top}`)
  return sum
}

/** The kernel's weights by bin, as shares of `sum` that add up to `whole`. */
function binned(kernel: VocabularyKernel, sum: number, whole: number, tokenBins: TokenBins, floor: number, droppable: number): BinnedDistribution {
  const { bins, sums, pathTokens, pathWeights } = kernel.bin(tokenBins, floor * sum, droppable * sum)
  const scale = 1 / sum
  // Sums of the kernel are rounded to floats sixteen at a time: bin 0 takes what they miss, or gives what they exceed.
  let total = 0
  for (let index = 0; index < sums.length; index += 1) total += sums[index]! *= scale
  const last = sums.length - 1
  sums[last] = Math.max(0, sums[last]! + whole - total)
  for (let index = 0; index < pathWeights.length; index += 1) pathWeights[index]! *= scale
  return { bins, probabilities: sums, pathTokens, pathProbabilities: pathWeights }
}
