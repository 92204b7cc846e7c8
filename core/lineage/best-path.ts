/**
 * For each of some rows in their order at most one column, so that the sum of the scores of the chosen is greatest.
 * Columns may be left out or chosen again; one that lies before the last chosen costs `stepBack`. Rows without a column
 * are null. By dynamic programming over rows and last columns.
 *
 * @param scores rows x columns; what is not above 0 is not chosen
 */
export function bestPath(scores: Float64Array, rows: number, columns: number, stepBack: number): (number | null)[] {
  // Entry 0 of `sums`: no column has been chosen yet; entry c + 1: column c was the last.
  let sums = new Float64Array(columns + 1).fill(-Infinity)
  sums[0] = 0
  const sources: Int32Array[] = []
  for (let row = 0; row < rows; row += 1) {
    const next = sums.slice()
    // -1: this row has no column; else the entry of the row before that it follows.
    const source = new Int32Array(columns + 1).fill(-1)
    const best = greatest(sums, 0, columns)
    let forward = 0
    for (let column = 0; column < columns; column += 1) {
      if (sums[column + 1]! > sums[forward]!) forward = column + 1
      const isForward = sums[forward]! >= sums[best]! - stepBack
      const before = isForward ? forward : best
      const sum = sums[before]! - (isForward ? 0 : stepBack) + scores[row * columns + column]!
      if (sum <= next[column + 1]! || scores[row * columns + column]! <= 0) continue
      next[column + 1] = sum
      source[column + 1] = before
    }
    sources.push(source)
    sums = next
  }
  const path = new Array<number | null>(rows).fill(null)
  let entry = greatest(sums, 0, columns)
  for (let row = rows - 1; row >= 0; row -= 1) {
    const source = sources[row]![entry]!
    if (source < 0) continue
    path[row] = entry - 1
    entry = source
  }
  return path
}

/** Index of the greatest of some values, `first` to `last`. */
function greatest(values: Float64Array, first: number, last: number): number {
  let best = first
  for (let index = first + 1; index <= last; index += 1) if (values[index]! > values[best]!) best = index
  return best
}
