import { normalDensity } from '../statistics/normal-density.ts'
import { innerAt } from './junctions.ts'
import type { GrowthOf } from './orientation.ts'
import { tensorDistances, type WeightSpace } from './weight-space.ts'
import { worthOfBuckets } from './tensor-sketch.ts'

/** What a tree states of two models; without a confidence nothing tells which of them was first. */
export interface TreeEdge {
  readonly from: number
  readonly to: number
  /** Probability of the direction; null where there is none. */
  readonly confidence: number | null
}

export interface ParentEdge extends TreeEdge {
  /** Models that may as well be the parent, since they are so near to it. */
  readonly alternatives: readonly number[]
}

/** Probability from which a parent is one that stands out, and up to which a model is none. */
const [certain, unlikely] = [0.85, 0.15] as const

/** Of the children of a model, and of those linked to it without a direction, so many of the nearest are looked at. */
const mostNear = 6

/**
 * Where a model is much nearer to its parent than another model is to either, nothing but the angle between their two
 * steps tells of which of the two the other model is a child (see `nearIsParent`). Where that is open too, the child
 * hangs on the one that comes first either way. Of two without a direction that is the shorter, by however little, or
 * without a growth of lengths the one that is nearer to all models of the tree. The others are told as alternatives.
 *
 * @param distances squared, less the noise of types, n * n
 * @param members of the tree
 * @param comesFrom whether a model is known to come from another by other means: a merge from its parents
 */
export function withNearParents(
  edges: readonly TreeEdge[],
  space: WeightSpace,
  distances: Float64Array,
  members: readonly number[],
  growthOf: GrowthOf,
  comesFrom: (model: number, ancestor: number) => boolean,
): ParentEdge[] {
  const n = space.points.length
  const between: DistanceOf = (left, right) => distances[left * n + right]!
  const directed = edges.filter(({ confidence }) => confidence !== null)
  const undirected = edges.filter(({ confidence }) => confidence === null)
  const parentOf = new Map(directed.map(({ from, to }) => [to, from]))
  const nearestChildren = nearestOf(
    directed.map(({ from, to }) => [from, to]),
    between,
  )
  const nearestUndirected = nearestOf(
    undirected.flatMap(({ from, to }) => [
      [from, to],
      [to, from],
    ]),
    between,
  )
  const toAll = new Map(
    members.map((model) => [model, members.reduce((sum, member) => sum + between(model, member), 0)]),
  )
  const isNearer = (near: number, base: number, child: number): boolean => between(near, base) < between(child, base)
  const chanceOf = (near: number, base: number, child: number): number =>
    isNearer(near, base, child) ? nearIsParent(space, distances, base, near, child) : 0
  const isOlder = (model: number, than: number): boolean => {
    const growth = growthOf(than, model)?.median ?? 0
    return growth === 0 ? toAll.get(model)! < toAll.get(than)! : growth < 0
  }
  return edges.map((edge): ParentEdge => {
    const { to: child, confidence } = edge
    if (confidence === null) return { ...edge, alternatives: [] }
    const possible = new Set<number>()
    let parent = edge.from
    for (;;) {
      const base = parentOf.get(parent)
      if (base === undefined || !isNearer(parent, base, child) || comesFrom(base, child)) break
      const probability = chanceOf(parent, base, child)
      if (probability >= certain) break
      if (probability >= unlikely) possible.add(parent)
      parent = base
    }
    const undecided = (nearestUndirected.get(parent) ?? []).filter(
      (linked) =>
        isNearer(linked, parent, child) &&
        (chanceOf(linked, parent, child) >= unlikely || chanceOf(parent, linked, child) < certain),
    )
    const oldest = undecided.reduce((older, linked) => (isOlder(linked, older) ? linked : older), parent)
    for (const model of [parent, ...undecided]) possible.add(model)
    for (const sibling of nearestChildren.get(oldest) ?? [])
      if (chanceOf(sibling, oldest, child) >= unlikely) possible.add(sibling)
    possible.delete(oldest)
    return { from: oldest, to: child, confidence, alternatives: [...possible] }
  })
}

type DistanceOf = (left: number, right: number) => number

/** By model, of those that it is linked to, the few nearest. */
function nearestOf(
  links: readonly (readonly [number, number])[],
  between: DistanceOf,
): ReadonlyMap<number, readonly number[]> {
  const linked = Map.groupBy(links, ([model]) => model)
  return new Map(
    [...linked].map(([model, to]) => [
      model,
      to
        .map(([, end]) => end)
        .sort((left, right) => between(model, left) - between(model, right))
        .slice(0, mostNear),
    ]),
  )
}

/**
 * Probability that a model is a child of `near`, which was made from `base`, and not of `base` itself. The steps of
 * parent and child are nearly orthogonal, those of two children have a cosine of up to 0.4:
 *
 *     near is the parent:  <child - base, near - base> = |near - base|^2 + k |child - near| |near - base|
 *     base is the parent:  <child - base, near - base> = c |child - base| |near - base|
 *
 * Of the nursery k is -0.06 to 0.08 and c 0.03 to 0.35; within one training k is 0.2 to 0.3. Lengths are added up over
 * tensors, so that a change of few of them is held against the step in these alone.
 */
export function nearIsParent(
  space: WeightSpace,
  distances: Float64Array,
  base: number,
  near: number,
  child: number,
): number {
  const [ofNear, ofChild, between] = [
    tensorDistances(space, base, near),
    tensorDistances(space, base, child),
    tensorDistances(space, near, child),
  ]
  // Variances of inner products by sketches: of the near model's step and the child's from `base`, and from `near`.
  let [childVariance, betweenVariance, alongChild, alongBetween] = [0, 0, 0, 0]
  for (const [tensor, { elements }] of space.tensors.entries()) {
    const buckets = worthOfBuckets(space.offsets[tensor + 1]! - space.offsets[tensor]!, elements)
    const [byChild, byBetween] = [ofNear[tensor]! * ofChild[tensor]!, ofNear[tensor]! * between[tensor]!]
    childVariance += byChild / buckets
    betweenVariance += byBetween / buckets
    alongChild += Math.sqrt(byChild)
    alongBetween += Math.sqrt(byBetween)
  }
  if (alongChild === 0 || alongBetween === 0) return 0.5
  const n = space.points.length
  const inner = innerAt(distances, n, base, near, child)
  const ofDescent = ofParentAndChild(
    (inner - distances[near * n + base]!) / alongBetween,
    Math.sqrt(betweenVariance) / alongBetween,
  )
  const ofSiblings = ofTwoChildren(inner / alongChild, Math.sqrt(childVariance) / alongChild)
  return ofDescent / alongBetween / (ofDescent / alongBetween + ofSiblings / alongChild)
}

/** Density of the cosine of a parent's step and its child's. */
function ofParentAndChild(cosine: number, error: number): number {
  return (
    0.8 * normalDensity(cosine, 0.01, Math.hypot(0.07, error)) +
    0.2 * normalDensity(cosine, 0.25, Math.hypot(0.1, error))
  )
}

/** Density of the cosine of the steps of two children: 0 to 0.4, as seen with an error. */
function ofTwoChildren(cosine: number, error: number): number {
  const deviation = Math.hypot(0.04, error)
  const steps = 40
  let total = 0
  for (let step = 0; step < steps; step += 1)
    total += normalDensity(cosine, (0.4 * (step + 0.5)) / steps, deviation) / steps
  return total
}
