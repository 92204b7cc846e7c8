import { spanningTree } from './spanning-tree.ts'

/**
 * Models that meet in a point of their tree: two at the ends of a branch, or more around an ancestor that is not among
 * them.
 */
export interface Junction {
  readonly members: readonly number[]
}

/**
 * Cosine at `at` between the ways to two others, from squared distances. It is near 0 where `at` is the ancestor of
 * both, or one of both and the other are its ancestor and its child: steps of training are nearly orthogonal. It is
 * .5 where all three come from one that is not there, by steps of one length: `at` then hangs on a branch of its own.
 * Below 0 `at` lies between the two, as a merge does.
 */
export function cosineAt(distances: Float64Array, n: number, at: number, left: number, right: number): number {
  const [toLeft, toRight] = [distances[at * n + left]!, distances[at * n + right]!]
  const inner = (toLeft + toRight - distances[left * n + right]!) / 2
  const lengths = Math.sqrt(toLeft * toRight)
  return lengths === 0 ? 0 : inner / lengths
}

/** From this cosine on, a model is no ancestor of two others but has a branch of its own. */
export const leastOwnBranch = 0.3

/**
 * The junctions of the tree of some models: the branches of their spanning tree, of which those are one that meet in a
 * model with a branch of its own.
 *
 * @param distances squared, n * n, row by row
 */
export function junctionsOf(distances: Float64Array, n: number, points: readonly number[]): Junction[] {
  const edges = spanningTree(distances, n, points)
  const groupOf = edges.map((_, edge) => edge)
  const group = (edge: number): number => {
    let at = edge
    while (groupOf[at] !== at) at = groupOf[at]!
    return at
  }
  for (const point of points) {
    const meeting = [...edges.entries()].filter(([, { left, right }]) => left === point || right === point)
    for (const [first, one] of meeting)
      for (const [second, other] of meeting) {
        if (second <= first) continue
        const [far, near] = [otherEnd(one, point), otherEnd(other, point)]
        if (cosineAt(distances, n, point, far, near) >= leastOwnBranch) groupOf[group(second)] = group(first)
      }
  }
  const members = new Map<number, Set<number>>()
  for (const [edge, { left, right }] of edges.entries()) {
    const root = group(edge)
    const met = members.get(root) ?? new Set<number>()
    met.add(left).add(right)
    members.set(root, met)
  }
  return [...members.values()].map((met) => ({ members: [...met].sort((left, right) => left - right) }))
}

function otherEnd({ left, right }: { readonly left: number; readonly right: number }, point: number): number {
  return left === point ? right : left
}
