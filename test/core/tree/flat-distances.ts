/** Rows of a square matrix as one array, row after row. */
export function flatDistances(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(rows.flat())
}
