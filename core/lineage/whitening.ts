import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'

/** Added to each variance, as a share of their mean: what 1 / n does for directions that few vectors tell of. */
const leastRidge = 0.1

/** A matrix, row by row, size x size. */
type Square = Float64Array

/**
 * Vectors whose variances are made alike in all directions, so that no direction decides alone which are near: times
 * the inverse square root of their second moments (plus a ridge), which does not depend on the order of the axes.
 *
 * @param vectors one after the other, around 0
 */
export function whitened(vectors: Float64Array, width: number): Float64Array {
  const inverseRoot = power(secondMoments(vectors, vectors, width), width, vectors.length / width, -0.5)
  return inverseRoot === null ? vectors : times(vectors, inverseRoot, width)
}

/** What is left of each vector when the linear part that its companion explains is taken away (ridge regression). */
export function unexplained(vectors: Float64Array, companions: Float64Array, width: number): Float64Array {
  const inverse = power(secondMoments(companions, companions, width), width, companions.length / width, -1)
  if (inverse === null) return vectors
  const coefficients = times(inverse, secondMoments(companions, vectors, width), width)
  const explained = times(companions, coefficients, width)
  return vectors.map((value, index) => value - explained[index]!)
}

/** width x width: means of the products of components of two lists of vectors. */
function secondMoments(first: Float64Array, second: Float64Array, width: number): Square {
  const moments = new Float64Array(width * width)
  const count = first.length / width
  for (let at = 0; at < first.length; at += width) {
    for (let i = 0; i < width; i += 1) {
      const value = first[at + i]! / count
      for (let j = 0; j < width; j += 1) moments[i * width + j]! += value * second[at + j]!
    }
  }
  return moments
}

/** A power of a covariance with its ridge; null where all of it is 0. */
function power(moments: Square, width: number, count: number, exponent: number): Square | null {
  const rows = Array.from({ length: width }, (_, i) => Array.from(moments.subarray(i * width, (i + 1) * width)))
  const { values, vectors } = symmetricEigen(rows)
  const mean = values.reduce((sum, value) => sum + value, 0) / width
  if (!(mean > 1e-12)) return null
  const ridge = (leastRidge + width / count) * mean
  const result = new Float64Array(width * width)
  values.forEach((value, k) => {
    const factor = (Math.max(0, value) + ridge) ** exponent
    const vector = vectors[k]!
    for (let i = 0; i < width; i += 1)
      for (let j = 0; j < width; j += 1) result[i * width + j]! += factor * vector[i]! * vector[j]!
  })
  return result
}

/** Each row vector times a matrix. */
function times(vectors: Float64Array, matrix: Square, width: number): Float64Array {
  const result = new Float64Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width) {
    for (let i = 0; i < width; i += 1) {
      const value = vectors[at + i]!
      for (let j = 0; j < width; j += 1) result[at + j]! += value * matrix[i * width + j]!
    }
  }
  return result
}
