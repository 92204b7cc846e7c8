/**
 * The minimum spanning tree of some points (Prim), as pairs of them. Where squared distances add up along the branches
 * of a tree and its inner nodes are among the points, it is that tree.
 *
 * @param distances n * n, row by row
 * @param points at least one of 0 to n - 1
 */
export function spanningTree(
  distances: Float64Array,
  n: number,
  points: readonly number[],
): { readonly left: number; readonly right: number }[] {
  const nearest = new Map(points.slice(1).map((point) => [point, points[0]!]))
  const edges: { left: number; right: number }[] = []
  while (nearest.size > 0) {
    let next = -1
    let least = Infinity
    for (const [point, neighbour] of nearest) {
      const distance = distances[point * n + neighbour]!
      if (next < 0 || distance < least) [next, least] = [point, distance]
    }
    edges.push({ left: nearest.get(next)!, right: next })
    nearest.delete(next)
    for (const [point, neighbour] of nearest)
      if (distances[point * n + next]! < distances[point * n + neighbour]!) nearest.set(point, next)
  }
  return edges
}
