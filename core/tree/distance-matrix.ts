import { plural } from '../format/quantity.ts'

/** A square matrix by rows; arrays and typed arrays both do. */
export type MatrixRows = ArrayLike<ArrayLike<number>>

/** Largest difference between d(i,j) and d(j,i), and largest diagonal entry, relative to the largest distance. */
const relativeTolerance = 1e-9

/**
 * Checks a distance matrix and copies it into one array of n * n values, row after row. The copy is exactly symmetric
 * (the mean of both triangles) with a zero diagonal.
 *
 * @param matrix n rows of n finite numbers, symmetric and zero on the diagonal within 1e-9 of the largest distance
 * @param names n names, used in messages
 * @throws RangeError naming the first place that does not fit, with what was expected and what was found
 */
export function checkedDistances(matrix: MatrixRows, names: readonly string[]): Float64Array {
  const n = names.length
  if (n === 0) throw new RangeError('Distance matrix: expected at least one name, found none')
  if (matrix.length !== n)
    throw new RangeError(`Distance matrix: expected ${plural(n, 'row')}, one per name, found ${matrix.length}`)
  let largest = 0
  for (let i = 0; i < n; i++) {
    const row = matrix[i]!
    if (row.length !== n)
      throw new RangeError(
        `Distance matrix: expected ${plural(n, 'value')} in row ${place(i, names)}, found ${row.length}`,
      )
    for (let j = 0; j < n; j++) {
      const value = row[j]!
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `Distance matrix: expected a finite number between ${place(i, names)} and ${place(j, names)}, found ${value}`,
        )
      }
      largest = Math.max(largest, Math.abs(value))
    }
  }
  const allowed = largest * relativeTolerance
  const distances = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const diagonal = matrix[i]![i]!
    if (Math.abs(diagonal) > allowed) {
      throw new RangeError(`Distance matrix: expected 0 on the diagonal of ${place(i, names)}, found ${diagonal}`)
    }
    for (let j = i + 1; j < n; j++) {
      const there = matrix[i]![j]!
      const back = matrix[j]![i]!
      if (Math.abs(there - back) > allowed) {
        throw new RangeError(
          `Distance matrix: expected the same distance in both directions between ${place(i, names)} and ${place(j, names)}, found ${there} and ${back}`,
        )
      }
      const mean = there === back ? there : there / 2 + back / 2
      distances[i * n + j] = mean
      distances[j * n + i] = mean
    }
  }
  return distances
}

function place(index: number, names: readonly string[]): string {
  return `${index + 1} (${names[index]})`
}
