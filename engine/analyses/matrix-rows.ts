/** The rows of a square matrix that is stored row by row. */
export function matrixRows(values: Float64Array, side: number): number[][] {
  return Array.from({ length: side }, (_, row) => Array.from(values.subarray(row * side, (row + 1) * side)))
}
