import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { mean } from '../statistics/moments.ts'

/** Points whose distances come near to given ones. */
export interface ClassicalScaling {
  /** n points of k coordinates each, centred on 0; the first axis is the longest. */
  readonly points: readonly (readonly number[])[]
  /**
   * All n eigenvalues of the doubly centred matrix, descending; negative ones where the distances are not Euclidean.
   */
  readonly eigenvalues: readonly number[]
  /** Share of the sum of absolute eigenvalues that the k axes have, 0 to 1: the first GOF of R's `cmdscale`. */
  readonly explained: number
  /** Kruskal's stress-1 of the points, 0 where their distances are the given ones. */
  readonly stress: number
}

/**
 * Classical (metric) multidimensional scaling: with B = -1/2 J D² J, J = I - 1/n, the k eigenvectors of the largest
 * eigenvalues of B, each times the root of its eigenvalue (Torgerson 1952; Gower 1966). An axis whose eigenvalue is not
 * above 0 is 0 for all points. On each axis the coordinate that lies farthest out is positive, as the sign means
 * nothing.
 *
 *     stress-1 = sqrt( sum over pairs of (d - d')² / sum over pairs of d² ),   d' between the points (Kruskal 1964)
 *
 * @param distances n * n values row by row, symmetric, 0 on the diagonal
 * @param axes k, at least 1
 * @throws RangeError where the matrix is not square
 */
export function classicalScaling(distances: Float64Array, axes: number): ClassicalScaling {
  const n = Math.sqrt(distances.length)
  if (!Number.isInteger(n))
    throw new RangeError(`Distances to scale: expected a square number of them, found ${distances.length}`)
  const squares = Array.from({ length: n }, (_, i) =>
    Array.from(distances.subarray(i * n, (i + 1) * n), (distance) => distance * distance),
  )
  const means = squares.map((row) => mean(row))
  const grand = mean(means)
  const centred = squares.map((row, i) => row.map((square, j) => -0.5 * (square - means[i]! - means[j]! + grand)))
  const { values, vectors } = symmetricEigen(centred)
  const scale = Math.max(0, ...values.map(Math.abs))
  const coordinates = Array.from({ length: axes }, (_, axis): number[] => {
    const value = values[axis] ?? 0
    // What rounding leaves of an eigenvalue of 0 is no axis.
    if (!(value > 1e-12 * scale)) return new Array<number>(n).fill(0)
    const axisOf = vectors[axis]!.map((part) => part * Math.sqrt(value))
    return withFarthestPositive(axisOf)
  })
  const points = squares.map((_, i) => coordinates.map((axis) => axis[i]!))
  const used = coordinates.reduce((sum, _, axis) => sum + Math.max(0, values[axis] ?? 0), 0)
  const total = values.reduce((sum, value) => sum + Math.abs(value), 0)
  return { points, eigenvalues: values, explained: total > 0 ? used / total : 1, stress: stressOf(distances, points) }
}

function withFarthestPositive(axis: readonly number[]): number[] {
  const farthest = axis.reduce((far, value) => (Math.abs(value) > Math.abs(far) * (1 + 1e-9) ? value : far), 0)
  return axis.map((value) => (farthest < 0 ? -value : value))
}

/** Kruskal's stress-1; 0 where all given distances are 0. */
function stressOf(distances: Float64Array, points: readonly (readonly number[])[]): number {
  let missed = 0
  let total = 0
  points.forEach((point, i) => {
    for (let j = 0; j < i; j++) {
      const distance = distances[i * points.length + j]!
      missed += (distance - Math.hypot(...point.map((value, axis) => value - points[j]![axis]!))) ** 2
      total += distance * distance
    }
  })
  return total > 0 ? Math.sqrt(missed / total) : 0
}
