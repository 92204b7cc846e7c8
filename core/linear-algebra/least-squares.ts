import { plural } from '../format/quantity.ts'

/**
 * The coefficients x that minimise |A x - y|, by Householder reflections (Golub & Van Loan, section 5.3). Undefined
 * where the columns of A are linearly dependent: a diagonal entry of R below `tolerance` times the length of its
 * column.
 *
 * @param rows A, one array per observation, all of one length n; at least n rows
 * @param values y, one per row
 * @throws RangeError where shapes do not agree
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  tolerance = 1e-10,
): readonly number[] | undefined {
  const count = rows.length
  const width = rows[0]?.length ?? 0
  if (values.length !== count)
    throw new RangeError(`Least squares: expected ${plural(count, 'value')}, one per row, found ${values.length}`)
  if (rows.some((row) => row.length !== width))
    throw new RangeError(`Least squares: expected rows of ${plural(width, 'column')}, found others`)
  if (count < width || width === 0) return undefined
  const a = rows.map((row) => [...row])
  const y = [...values]
  for (let k = 0; k < width; k++) {
    let below = 0
    let whole = 0
    for (let i = 0; i < count; i++) {
      const square = a[i]![k]! ** 2
      whole += square
      if (i >= k) below += square
    }
    if (!(below > tolerance ** 2 * whole)) return undefined
    reflectColumn(a, y, k, Math.sqrt(below))
  }
  const solution = new Array<number>(width).fill(0)
  for (let k = width - 1; k >= 0; k--) {
    let rest = y[k]!
    for (let j = k + 1; j < width; j++) rest -= a[k]![j]! * solution[j]!
    solution[k] = rest / a[k]![k]!
  }
  return solution
}

/** Reflects rows k and below so that column k is zero below its diagonal; its length there is `length`. */
function reflectColumn(a: number[][], y: number[], k: number, length: number): void {
  const head = a[k]![k]!
  const diagonal = head > 0 ? -length : length
  const normal = a.slice(k).map((row) => row[k]!)
  normal[0] = head - diagonal
  const half = length * (length + Math.abs(head))
  for (let j = k; j < a[k]!.length; j++) {
    let product = 0
    for (let i = 0; i < normal.length; i++) product += normal[i]! * a[k + i]![j]!
    for (let i = 0; i < normal.length; i++) a[k + i]![j]! -= (product / half) * normal[i]!
  }
  let product = 0
  for (let i = 0; i < normal.length; i++) product += normal[i]! * y[k + i]!
  for (let i = 0; i < normal.length; i++) y[k + i]! -= (product / half) * normal[i]!
}
