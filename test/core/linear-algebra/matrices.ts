import fc from 'fast-check'

/** Entries without extremes, so that rounding errors stay of the order of 1e-12. */
export const entry = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 100)

export function product(first: readonly (readonly number[])[], second: readonly (readonly number[])[]): number[][] {
  return first.map((row) => second[0]!.map((_, k) => row.reduce((sum, value, j) => sum + value * second[j]![k]!, 0)))
}

export function transpose(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0]!.map((_, j) => matrix.map((row) => row[j]!))
}

export function largestDifference(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
): number {
  return Math.max(...first.flatMap((row, i) => row.map((value, j) => Math.abs(value - second[i]![j]!))))
}

/** Matrices of the given shape. */
export function matrices(rows: number, columns: number): fc.Arbitrary<number[][]> {
  return fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows })
}
