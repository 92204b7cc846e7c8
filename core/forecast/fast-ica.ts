import { dot } from '../linear-algebra/dot.ts'
import { symmetricEigen } from '../linear-algebra/symmetric-eigen.ts'
import { columnMeans, populationCovariance } from '../statistics/moments.ts'

/** Linear maps from a row to its independent components: `unmixing` (components x columns) times (row - mean). */
export interface IndependentComponents {
  /** One per column. */
  readonly mean: readonly number[]
  readonly unmixing: readonly (readonly number[])[]
  readonly iterations: number
  /** False where the rotation still moved by more than the tolerance at the last iteration. */
  readonly converged: boolean
}

export interface FastIcaOptions {
  /** Components asked for; fewer are given where the rows span fewer directions. */
  readonly components: number
  /** First rotation, components x components: any matrix of full rank. */
  readonly start: (components: number) => readonly (readonly number[])[]
  /** Default 200. */
  readonly iterations?: number
  /** Largest change of a component's direction, 1 - |cosine|, at which the search ends; default 1e-4. */
  readonly tolerance?: number
}

/** Directions in which rows vary by less than this share of the largest standard deviation are rounding, not data. */
const negligible = 1e-8

/**
 * Independent component analysis by the fixed-point iteration of Hyvarinen (IEEE Transactions on Neural Networks 10,
 * 1999), all components at once, with the contrast log cosh. Rows are centred and whitened first, so every component
 * has mean 0 and variance 1 over the rows it was fitted on. Order and signs of components are arbitrary.
 *
 * @param rows observations x columns, at least 2 rows
 * @throws RangeError where no direction varies
 */
export function fastIca(rows: readonly (readonly number[])[], options: FastIcaOptions): IndependentComponents {
  const { start, iterations: most = 200, tolerance = 1e-4 } = options
  const mean = columnMeans(rows)
  const centred = rows.map((row) => row.map((value, j) => value - mean[j]!))
  const whitening = whiteningOf(centred, options.components)
  const components = whitening.length
  if (components === 0) throw new RangeError('Independent components: expected rows that differ, found none that do')
  // components x observations
  const white = whitening.map((axis) => centred.map((row) => dot(axis, row)))

  let rotation = decorrelated(start(components))
  let iterations = 0
  let converged = false
  while (iterations < most && !converged) {
    iterations++
    const next = decorrelated(rotation.map((direction) => fixedPointStep(direction, white)))
    converged = next.every((direction, k) => Math.abs(Math.abs(dot(direction, rotation[k]!)) - 1) < tolerance)
    rotation = next
  }
  const unmixing = rotation.map((direction) =>
    mean.map((_, j) => direction.reduce((sum, weight, k) => sum + weight * whitening[k]![j]!, 0)),
  )
  return { mean, unmixing, iterations, converged }
}

/** The components of a row. */
export function componentsOf({ mean, unmixing }: IndependentComponents, row: readonly number[]): number[] {
  const centred = row.map((value, j) => value - mean[j]!)
  return unmixing.map((direction) => dot(direction, centred))
}

/** Principal axes, each divided by the standard deviation along it; the first entry of every axis is not negative. */
function whiteningOf(centred: readonly (readonly number[])[], components: number): number[][] {
  const { values, vectors } = symmetricEigen(populationCovariance(centred))
  const most = Math.min(components, centred.length - 1, values.length)
  const axes: number[][] = []
  for (let k = 0; k < most; k++) {
    if (!(values[k]! > negligible ** 2 * values[0]!)) break
    const scale = (vectors[k]![0]! < 0 ? -1 : 1) / Math.sqrt(values[k]!)
    axes.push(vectors[k]!.map((value) => value * scale))
  }
  return axes
}

/** E[ tanh(w z) z ] - E[ 1 - tanh(w z)^2 ] w over the whitened observations z. */
function fixedPointStep(direction: readonly number[], white: readonly (readonly number[])[]): number[] {
  const count = white[0]!.length
  const step = direction.map(() => 0)
  let slope = 0
  for (let i = 0; i < count; i++) {
    let projection = 0
    for (let k = 0; k < direction.length; k++) projection += direction[k]! * white[k]![i]!
    const bent = Math.tanh(projection)
    slope += (1 - bent * bent) / count
    for (let k = 0; k < direction.length; k++) step[k]! += (bent * white[k]![i]!) / count
  }
  return step.map((value, k) => value - slope * direction[k]!)
}

/** (W W')^(-1/2) W: the orthogonal matrix nearest to W. */
function decorrelated(matrix: readonly (readonly number[])[]): number[][] {
  const { values, vectors } = symmetricEigen(matrix.map((left) => matrix.map((right) => dot(left, right))))
  const size = matrix.length
  const result = matrix.map(() => new Array<number>(matrix[0]!.length).fill(0))
  for (let k = 0; k < size; k++) {
    const vector = vectors[k]!
    const along = result[0]!.map(
      (_, j) =>
        matrix.reduce((sum, row, i) => sum + vector[i]! * row[j]!, 0) /
        Math.sqrt(Math.max(values[k]!, Number.MIN_VALUE)),
    )
    for (let i = 0; i < size; i++) for (let j = 0; j < along.length; j++) result[i]![j]! += vector[i]! * along[j]!
  }
  return result
}
