import { DisjointSets } from '../model/disjoint-sets.ts'
import { spanningTree } from './spanning-tree.ts'

/**
 * Models that meet in a point of their tree: two at the ends of a branch, or more around an ancestor that is not among
 * them.
 */
export interface Junction {
  readonly members: readonly number[]
}

/** Inner product at `at` of the ways to two others, from squared distances. */
export function innerAt(distances: Float64Array, n: number, at: number, left: number, right: number): number {
  return (distances[at * n + left]! + distances[at * n + right]! - distances[left * n + right]!) / 2
}

/**
 * Steps of a parent and its child have cosines of -.06 to .08: a model between two others seems to hang aside by up to
 * that times the longer way over the shorter one, as a share of the shorter.
 */
const mostOpposed = 0.06
/** From this share of the shorter way on a branch is one, at least, and in any case. */
const [leastBranch, wholeBranch] = [0.15, 0.75] as const

/**
 * Whether a model hangs on a branch of its own beside the way between two others. The branch is measured by the shorter
 * of the two ways: it is 0 where the model is the ancestor of both, or one of both and the other are its ancestor and
 * its child, since steps of training are nearly orthogonal. It is all of it where the model is a sibling of the farther
 * one, and the nearer one is the parent of both.
 */
export function hasOwnBranch(distances: Float64Array, n: number, at: number, left: number, right: number): boolean {
  const ways = [distances[at * n + left]!, distances[at * n + right]!]
  const [shorter, longer] = [Math.min(...ways), Math.max(...ways)]
  if (shorter === 0) return false
  const least = Math.min(wholeBranch, Math.max(leastBranch, mostOpposed * Math.sqrt(longer / shorter)))
  return innerAt(distances, n, at, left, right) >= least * shorter
}

/**
 * The junctions of the tree of some models: the branches of their spanning tree, of which those are one that meet in a
 * model with a branch of its own.
 *
 * @param distances squared, n * n, row by row
 */
export function junctionsOf(distances: Float64Array, n: number, points: readonly number[]): Junction[] {
  const edges = spanningTree(distances, n, points)
  const groups = new DisjointSets(edges.length)
  const meetingAt = new Map<number, number[]>()
  for (const [edge, ends] of edges.entries())
    for (const point of [ends.left, ends.right]) meetingAt.set(point, [...(meetingAt.get(point) ?? []), edge])
  for (const [point, meeting] of meetingAt)
    for (const [index, first] of meeting.entries())
      for (const second of meeting.slice(index + 1)) {
        const [left, right] = [otherEnd(edges[first]!, point), otherEnd(edges[second]!, point)]
        if (hasOwnBranch(distances, n, point, left, right)) groups.join(first, second)
      }
  const members = new Map<number, Set<number>>()
  for (const [edge, { left, right }] of edges.entries()) {
    const met = members.get(groups.setOf(edge)) ?? new Set<number>()
    members.set(groups.setOf(edge), met.add(left).add(right))
  }
  return [...members.values()].map((met) => ({ members: [...met].sort((left, right) => left - right) }))
}

function otherEnd({ left, right }: { readonly left: number; readonly right: number }, point: number): number {
  return left === point ? right : left
}
