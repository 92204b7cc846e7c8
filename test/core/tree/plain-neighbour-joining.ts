/**
 * The joins of neighbour joining as its definition says, all pairs looked at each time. Written apart from the code
 * under test.
 */
export function plainJoins(matrix: readonly (readonly number[])[]): [number, number][] {
  const d = matrix.map((row) => [...row])
  let left = d.map((_, i) => i)
  const joins: [number, number][] = []
  while (left.length > 3) {
    const r = new Map(left.map((i) => [i, left.reduce((sum, k) => sum + d[i]![k]!, 0)]))
    const largest = Math.max(...[...r.values()].map(Math.abs))
    const pairs = left.flatMap((i) =>
      left.filter((j) => j > i).map((j) => ({ i, j, q: (left.length - 2) * d[i]![j]! - r.get(i)! - r.get(j)! })),
    )
    const least = Math.min(...pairs.map(({ q }) => q))
    const { i, j } = pairs.find(({ q }) => q <= least + largest * 1e-12)!
    joins.push([i, j])
    const between = d[i]![j]!
    left = left.filter((k) => k !== j)
    for (const k of left) if (k !== i) d[i]![k] = d[k]![i] = (d[i]![k]! + d[j]![k]! - between) / 2
  }
  return joins
}
