import { logGamma } from '../statistics/log-gamma.ts'

/** A sum over matched pairs, and its moments were the matching any permutation of itself. */
export interface PermutationSum {
  /** Pairs that were permuted. */
  readonly pairs: number
  /** The sum less its mean over all permutations. */
  readonly deviation: number
  readonly variance: number
  /** Third central moment. */
  readonly thirdMoment: number
  /** log10 of the number of permutations: no p-value is below one in so many. */
  readonly log10Permutations: number
}

export const noPermutationSum: PermutationSum = {
  pairs: 0,
  deviation: 0,
  variance: 0,
  thirdMoment: 0,
  log10Permutations: 0,
}

/** Fewer pairs have too few permutations to say anything, and tell nothing. */
export const leastPairs = 8

/**
 * T = SUM_i c(i, i) with the exact moments of SUM_i c(i, s(i)) over all permutations s of n (Hoeffding, A combinatorial
 * central limit theorem, 1951): with d the matrix without the means of its rows and columns, variance SUM d^2 / (n - 1)
 * and third moment n SUM d^3 / ((n - 1) (n - 2)).
 *
 * @param products n x n, row by row, of vectors of length about 1; fewer than `leastPairs` give no evidence
 */
export function permutationSum(products: Float64Array, n: number): PermutationSum {
  if (n < leastPairs) return noPermutationSum
  const rowMeans = new Float64Array(n)
  const columnMeans = new Float64Array(n)
  let mean = 0
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      const share = products[i * n + j]! / n
      rowMeans[i]! += share
      columnMeans[j]! += share
      mean += share / n
    }
  }
  let deviation = 0
  let squares = 0
  let cubes = 0
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      const centred = products[i * n + j]! - rowMeans[i]! - columnMeans[j]! + mean
      const square = centred * centred
      if (i === j) deviation += centred
      squares += square
      cubes += square * centred
    }
  }
  // What is left of equal products is rounding.
  if (!(squares > 1e-18 * n * n)) return noPermutationSum
  return {
    pairs: n,
    deviation,
    variance: squares / (n - 1),
    thirdMoment: (n * cubes) / ((n - 1) * (n - 2)),
    log10Permutations: logGamma(n + 1) / Math.LN10,
  }
}

/** The sum over parts that are permuted independently of each other: all moments add up. */
export function addedSums(parts: readonly PermutationSum[]): PermutationSum {
  return parts.reduce(
    (total, part) => ({
      pairs: total.pairs + part.pairs,
      deviation: total.deviation + part.deviation,
      variance: total.variance + part.variance,
      thirdMoment: total.thirdMoment + part.thirdMoment,
      log10Permutations: total.log10Permutations + part.log10Permutations,
    }),
    noPermutationSum,
  )
}
