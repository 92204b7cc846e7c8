/** Distances closer than this, relative to the largest of them, count as equal: they differ by rounding only. */
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
 * The pair (i, j) of active rows, i before j, with the least distance; among equals the one with the first i, then the first j.
 * Equal means within 1e-12 of the largest distance, so that rounding does not decide.
 */
export function closestPair({ n, distances, active }: Joining): readonly [number, number] {
  const count = active.length
  // The innermost loop: least value per row first, the tie rule afterwards on one row only.
  const leastOfRow = new Float64Array(count).fill(Infinity)
  let least = Infinity
  let greatest = -Infinity
  for (let a = 0; a < count - 1; a++) {
    const row = active[a]! * n
    let leastHere = Infinity
    for (let b = a + 1; b < count; b++) {
      const value = distances[row + active[b]!]!
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
      if (distances[i * n + j]! <= limit) return [i, j]
    }
  }
  throw new RangeError(`Pairs to join: expected at least two clusters with finite distances, found ${count}`)
}
