/**
 * The lower triangle L with L L' = matrix (Cholesky), or undefined where the matrix is not positive definite to within
 * rounding.
 *
 * @param matrix square and symmetric; only the lower triangle is read
 * @param rounding share of a diagonal entry below which what is left of it counts as rounding
 */
export function choleskyFactor(matrix: readonly (readonly number[])[], rounding = 1e-13): number[][] | undefined {
  const factor: number[][] = []
  for (let i = 0; i < matrix.length; i++) {
    const row = matrix[i]!
    const made: number[] = []
    for (let j = 0; j <= i; j++) {
      let rest = row[j]!
      for (let k = 0; k < j; k++) rest -= made[k]! * (j === i ? made[k]! : factor[j]![k]!)
      if (j < i) made.push(rest / factor[j]![j]!)
      else if (rest > rounding * Math.abs(row[i]!)) made.push(Math.sqrt(rest))
      else return undefined
    }
    factor.push(made)
  }
  return factor
}

/** Solves L L' x = values for x. */
export function solveWithFactor(factor: readonly (readonly number[])[], values: readonly number[]): number[] {
  const x = [...values]
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i]![k]! * x[k]!
    x[i]! /= factor[i]![i]!
  }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i]! -= factor[k]![i]! * x[k]!
    x[i]! /= factor[i]![i]!
  }
  return x
}
