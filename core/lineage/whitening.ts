import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'

/** Added to each variance, as a share of their mean: what 1 / n does for directions that few vectors tell of. */
const leastRidge = 0.1

/** A matrix, row by row, size x size. */
export type Square = Float64Array

/** Linear maps that are made from the second moments of vectors and of their companions. */
export interface Whitening {
  /** What a companion explains of its vector: ridge regression. */
  readonly explained: Square
  /** Inverse square root (plus a ridge) of the second moments of companions; of what they leave of their vectors. */
  readonly ofCompanions: Square
  readonly ofUnexplained: Square
}

/**
 * Maps that make the variances of vectors alike in all directions, so that no direction decides alone which are near:
 * times the inverse square root of their second moments (plus a ridge), which does not depend on the order of the axes.
 * Vectors have taken away first what their companions explain.
 *
 * @param moments sums of products of components, width x width, of `count` vectors around 0 and their companions
 */
export function whitening(
  moments: { readonly companions: Square; readonly across: Square; readonly vectors: Square },
  width: number,
  count: number,
): Whitening {
  const [companions, across, vectors] = [moments.companions, moments.across, moments.vectors].map((sums) =>
    sums.map((sum) => sum / Math.max(1, count)),
  ) as [Square, Square, Square]
  const powers = ridgedPowers(companions, width, count)
  const explained = powers === null ? new Float64Array(width * width) : product(powers(-1), across, width)
  // Moments of y - x C, with x the companion of y: Y - C' X - X' C + C' M C.
  const common = product(transposed(explained, width), across, width)
  const byCompanions = product(transposed(explained, width), product(companions, explained, width), width)
  const left = vectors.map((value, index) => {
    const [row, column] = [Math.floor(index / width), index % width]
    return value - common[index]! - common[column * width + row]! + byCompanions[index]!
  })
  return {
    explained,
    ofCompanions: powers === null ? identity(width) : powers(-0.5),
    ofUnexplained: ridgedPowers(left, width, count)?.(-0.5) ?? identity(width),
  }
}

/**
 * Adds the sums of the products of components of two lists of vectors to width x width sums; of a list and itself below
 * the diagonal and on it alone, since they are symmetric.
 */
export function addMoments(sums: Square, first: Float64Array, second: Float64Array, width: number): void {
  let at = 0
  // Four vectors at a time, so that a sum is read and written once for them.
  for (; at + 4 * width <= first.length; at += 4 * width) {
    for (let i = 0; i < width; i += 1) {
      const a = first[at + i]!
      const b = first[at + width + i]!
      const c = first[at + 2 * width + i]!
      const d = first[at + 3 * width + i]!
      const row = i * width
      const end = first === second ? i + 1 : width
      for (let j = 0; j < end; j += 1)
        sums[row + j]! +=
          a * second[at + j]! +
          b * second[at + width + j]! +
          c * second[at + 2 * width + j]! +
          d * second[at + 3 * width + j]!
    }
  }
  for (; at < first.length; at += width)
    for (let i = 0; i < width; i += 1)
      for (let j = 0; j < (first === second ? i + 1 : width); j += 1)
        sums[i * width + j]! += first[at + i]! * second[at + j]!
}

/** Each row vector times a matrix. */
export function times(vectors: Float64Array, matrix: Square, width: number): Float64Array {
  const result = new Float64Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width) {
    for (let i = 0; i < width; i += 1) {
      const value = vectors[at + i]!
      const row = i * width
      for (let j = 0; j < width; j += 1) result[at + j]! += value * matrix[row + j]!
    }
  }
  return result
}

/** Powers of a covariance with its ridge, by the exponent; null where all of it is 0. */
function ridgedPowers(moments: Square, width: number, count: number): ((exponent: number) => Square) | null {
  const rows = Array.from({ length: width }, (_, i) => Array.from(moments.subarray(i * width, (i + 1) * width)))
  const { values, vectors } = symmetricEigen(rows)
  const mean = values.reduce((sum, value) => sum + value, 0) / width
  if (!(mean > 1e-12)) return null
  const ridge = (leastRidge + width / count) * mean
  return (exponent) => {
    const result = new Float64Array(width * width)
    values.forEach((value, k) => {
      const factor = (Math.max(0, value) + ridge) ** exponent
      const vector = vectors[k]!
      for (let i = 0; i < width; i += 1)
        for (let j = 0; j < width; j += 1) result[i * width + j]! += factor * vector[i]! * vector[j]!
    })
    return result
  }
}

const product = (left: Square, right: Square, width: number): Square => times(left, right, width)

function transposed(matrix: Square, width: number): Square {
  return matrix.map((_, index) => matrix[(index % width) * width + Math.floor(index / width)]!)
}

function identity(width: number): Square {
  return Float64Array.from({ length: width * width }, (_, index) => (index % (width + 1) === 0 ? 1 : 0))
}
