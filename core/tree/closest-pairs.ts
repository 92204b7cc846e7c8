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
 * The least distance between two active rows, and the pairs of rows, i before j, that have it. Equal means within 1e-12
 * of the largest distance, so that rounding does not decide.
 */
export function closestPairs({ n, distances, active }: Joining): {
  readonly distance: number
  readonly pairs: (readonly [number, number])[]
} {
  const count = active.length
  // The innermost loop: least value per row first, the tie rule afterwards on few rows only.
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
  const pairs: (readonly [number, number])[] = []
  for (let a = 0; a < count - 1; a++) {
    if (leastOfRow[a]! > limit) continue
    const i = active[a]!
    for (let b = a + 1; b < count; b++) if (distances[i * n + active[b]!]! <= limit) pairs.push([i, active[b]!])
  }
  if (pairs.length === 0)
    throw new RangeError(`Pairs to join: expected at least two clusters with finite distances, found ${count}`)
  return { distance: least, pairs }
}
