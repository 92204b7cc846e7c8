/** Values closer than this, relative to the largest of them, count as equal: they differ by rounding only. */
const relativeTie = 1e-12

/** Clusters that are still to be joined, as rows of an n x n distance matrix. */
export interface Joining {
  readonly n: number
  /** n * n values, row by row. */
  readonly distances: Float64Array
  /** Rows still in use, ascending, at least two. */
  readonly active: readonly number[]
}

/**
 * The pair (i, j) of active rows, i before j, with the least  factor * d(i,j) - terms(i) - terms(j);  among equals the one with
 * the first i, then the first j. Equal means within 1e-12 of the largest absolute value, so that rounding does not decide.
 *
 * @param terms n values; all zero with factor 1 finds the closest pair
 */
export function firstLeastPair({ n, distances, active }: Joining, factor: number, terms: Float64Array): readonly [number, number] {
  const count = active.length
  // The innermost loop of both tree methods: least value per row first, the tie rule afterwards on one row only.
  const leastOfRow = new Float64Array(count).fill(Infinity)
  let least = Infinity
  let greatest = -Infinity
  for (let a = 0; a < count - 1; a++) {
    const row = active[a]! * n
    const term = terms[active[a]!]!
    let leastHere = Infinity
    for (let b = a + 1; b < count; b++) {
      const j = active[b]!
      const value = factor * distances[row + j]! - term - terms[j]!
      if (value < leastHere) leastHere = value
      if (value > greatest) greatest = value
    }
    leastOfRow[a] = leastHere
    if (leastHere < least) least = leastHere
  }
  const limit = least + Math.max(Math.abs(least), Math.abs(greatest)) * relativeTie
  for (let a = 0; a < count - 1; a++) {
    if (leastOfRow[a]! > limit) continue
    const i = active[a]!
    for (let b = a + 1; b < count; b++) {
      const j = active[b]!
      if (factor * distances[i * n + j]! - terms[i]! - terms[j]! <= limit) return [i, j]
    }
  }
  throw new RangeError(`Pairs to join: expected at least two clusters with finite distances, found ${count}`)
}
