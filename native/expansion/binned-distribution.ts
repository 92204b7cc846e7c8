import type { PlacedBins } from '../kernel/placed-bins.ts'
import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import { NonFiniteScoresError } from './next-distribution.ts'

/** A next-token distribution over the whole vocabulary, added up by what its tokens lead to. Probabilities sum to 1. */
export interface BinnedDistribution {
  /** Bins that hold at least the floor, the deepest first, and last of all bin 0. */
  readonly bins: Int32Array
  readonly probabilities: Float64Array
  /** Tokens that go on, each in one of `bins` or above one: those worth a path of their own. */
  readonly pathTokens: Int32Array
  readonly pathProbabilities: Float64Array
}

/**
 * What is too rare to be told apart in one distribution. Probabilities count in the distribution alone: they sum to 1.
 */
export interface BinningLimits {
  /** Bins below this are added to the bin above them: the mass is then known to fall on a shorter prefix only. */
  readonly floor: number
  /** Probability that may be left at bin 0 unseen. */
  readonly rest: number
  /**
   * The largest probability that an allele can have by this distribution and all else that is known, in its units: at
   * least 1.
   */
  readonly highest: number
  /**
   * A bin is added to the bin above it, and a token is not gone on with, where that costs at most this: the probability
   * that is left with a prefix so, times the largest that an allele which begins with the prefix can have, as far as it
   * stands there.
   */
  readonly price: number
  /**
   * The same probability, of one prefix together, times what shorter prefixes hold and may yet come to it: at most
   * this.
   */
  readonly cap: number
}

/**
 * Softmax of whole-vocabulary scores at a temperature, added up by bin (relative error of a probability about 1e-6,
 * sums in double precision), as views that the next call with the same kernel overwrites. The mass of tokens that go on
 * and are left out stays in their bin. Throws NonFiniteScoresError where the scores hold NaN, +Infinity or nothing
 * finite.
 */
export function binnedDistribution(
  kernel: VocabularyKernel,
  scores: Float32Array,
  temperature: number,
  tokenBins: PlacedBins,
  limits: BinningLimits,
): BinnedDistribution {
  return binned(kernel, weighed(kernel, scores, temperature), 1, tokenBins, limits)
}

/** Probabilities of some tokens, and all others added up by bin; see `binnedDistribution`. */
export interface PartedDistribution {
  /** Parallel to the tokens that were asked for. */
  readonly asked: Float64Array
  /** Probability of the other tokens together. */
  readonly unasked: number
  /** That probability by bin; undefined where no table was given. */
  readonly binned: BinnedDistribution | undefined
}

/** The same where some tokens are wanted by themselves, whatever their probability. */
export function partedDistribution(
  kernel: VocabularyKernel,
  scores: Float32Array,
  temperature: number,
  tokens: Int32Array,
  tokenBins: PlacedBins | undefined,
  limits: BinningLimits,
): PartedDistribution {
  const sum = weighed(kernel, scores, temperature)
  const asked = kernel.takeOut(tokens)
  let unasked = 1
  for (let index = 0; index < asked.length; index += 1) unasked -= asked[index]! /= sum
  unasked = Math.max(0, unasked)
  return {
    asked,
    unasked,
    binned: tokenBins === undefined ? undefined : binned(kernel, sum, unasked, tokenBins, limits),
  }
}

/** Sum of the weights of all scores. */
function weighed(kernel: VocabularyKernel, scores: Float32Array, temperature: number): number {
  const { top, sum } = kernel.weigh(scores, temperature)
  if (!Number.isFinite(top)) throw new NonFiniteScoresError(`the largest score is ${top}`)
  return sum
}

/** The kernel's weights by bin, as shares of `sum` that add up to `whole`. */
function binned(
  kernel: VocabularyKernel,
  sum: number,
  whole: number,
  tokenBins: PlacedBins,
  { floor, rest, highest, price, cap }: BinningLimits,
): BinnedDistribution {
  const { bins, sums, pathTokens, pathWeights } = kernel.bin(tokenBins, {
    least: floor * sum,
    rest: rest * sum,
    beside: (highest - 1) * sum,
    price: price * sum ** 2,
    cap: cap * sum ** 2,
  })
  const scale = 1 / sum
  // Sums of the kernel are rounded to floats sixteen at a time: bin 0 takes what they miss, or gives what they exceed.
  let total = 0
  for (let index = 0; index < sums.length; index += 1) total += sums[index]! *= scale
  const last = sums.length - 1
  sums[last] = Math.max(0, sums[last]! + whole - total)
  for (let index = 0; index < pathWeights.length; index += 1) pathWeights[index]! *= scale
  return { bins, probabilities: sums, pathTokens, pathProbabilities: pathWeights }
}
