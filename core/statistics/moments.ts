/** Mean of at least one value: their sum, taken in order, by their number. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]!
  return sum / values.length
}

/** SUM (value - centre)². */
export function squaredDeviations(values: ArrayLike<number>, centre: number): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += (values[index]! - centre) ** 2
  return sum
}

/** Variance with divisor n: of values that are all there are. */
export function populationVariance(values: ArrayLike<number>): number {
  return squaredDeviations(values, mean(values)) / values.length
}

/** Variance with divisor n - 1: of at least two values that stand for others. */
export function sampleVariance(values: ArrayLike<number>): number {
  return squaredDeviations(values, mean(values)) / (values.length - 1)
}

/** Mean of each column. */
export function columnMeans(rows: readonly (readonly number[])[]): number[] {
  const sums = new Array<number>(rows[0]?.length ?? 0).fill(0)
  for (const row of rows) for (let j = 0; j < sums.length; j++) sums[j]! += row[j]!
  return sums.map((sum) => sum / rows.length)
}

/** Covariance of the columns around their means `centre`, columns x columns, with divisor n - 1; 0 for a single row. */
export function sampleCovariance(rows: readonly (readonly number[])[], centre: readonly number[]): number[][] {
  const matrix = centre.map(() => centre.map(() => 0))
  for (const row of rows) {
    for (let j = 0; j < centre.length; j++) {
      const part = row[j]! - centre[j]!
      for (let k = j; k < centre.length; k++) matrix[j]![k]! += part * (row[k]! - centre[k]!)
    }
  }
  const divisor = Math.max(1, rows.length - 1)
  for (let j = 0; j < centre.length; j++) for (let k = j; k < centre.length; k++) matrix[j]![k]! /= divisor
  return mirrored(matrix)
}

/** Covariance of columns whose mean is 0, columns x columns, with divisor n, by which each product is divided. */
export function populationCovariance(centred: readonly (readonly number[])[]): number[][] {
  const width = centred[0]?.length ?? 0
  const matrix = Array.from({ length: width }, () => new Array<number>(width).fill(0))
  for (const row of centred) {
    for (let j = 0; j < width; j++)
      for (let k = j; k < width; k++) matrix[j]![k]! += (row[j]! * row[k]!) / centred.length
  }
  return mirrored(matrix)
}

/** The matrix with its upper triangle below the diagonal too. */
function mirrored(matrix: number[][]): number[][] {
  for (let j = 0; j < matrix.length; j++) for (let k = 0; k < j; k++) matrix[j]![k] = matrix[k]![j]!
  return matrix
}
