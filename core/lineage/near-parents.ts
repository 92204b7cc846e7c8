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

export interface DescentEdge extends TreeEdge {
  /** Models that may as well be the parent, since they are so near to it. */
  readonly alternatives: readonly number[]
}

/** Probability from which a parent is one that stands out, and up to which a model is none. */
const [certain, unlikely] = [0.85, 0.15] as const

/** Of the children of a model, so many of the nearest may be alternatives to it: more names say no more. */
const mostNearChildren = 6

/**
 * Where a model is much nearer to its parent than another model is to either, nothing but the angle between their two
 * steps tells of which of the two the other model is a child (see `nearIsParent`). Children hang on the older one
 * where that is known, since it comes first either way, else on the one that is nearer to all others; the other one is
 * told as what may be meant.
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
): DescentEdge[] {
  const n = space.points.length
  const parents = new Map(edges.flatMap(({ from, to, confidence }) => (confidence === null ? [] : [[to, from]])))
  const isNearer = (near: number, base: number, child: number): boolean =>
    distances[near * n + base]! < distances[child * n + base]!
  const ofNear = (base: number, near: number, child: number): number =>
    isNearer(near, base, child) ? nearIsParent(space, distances, base, near, child) : 0
  const besides = Map.groupBy(
    edges.flatMap(({ from, to, confidence }) =>
      confidence === null ? [[from, to] as const, [to, from] as const] : [],
    ),
    ([model]) => model,
  )
  const nearestChildren = new Map(
    [...Map.groupBy(parents.keys(), (child) => parents.get(child)!)].map(([parent, children]) => [
      parent,
      children
        .sort((left, right) => distances[parent * n + left]! - distances[parent * n + right]!)
        .slice(0, mostNearChildren),
    ]),
  )
  const toOthers = (model: number, but: readonly number[]): number =>
    members.reduce((sum, member) => sum + (but.includes(member) ? 0 : distances[model * n + member]!), 0)
  return edges.map((edge): DescentEdge => {
    const { from: stated, to: child, confidence } = edge
    if (confidence === null) return { ...edge, alternatives: [] }
    let parent = stated
    const alternatives = new Set<number>()
    for (;;) {
      const base = parents.get(parent)
      if (base === undefined || !isNearer(parent, base, child) || comesFrom(base, child)) break
      const probability = ofNear(base, parent, child)
      if (probability >= certain) break
      if (probability >= unlikely) alternatives.add(parent)
      parent = base
    }
    for (const [, twin] of besides.get(parent) ?? []) {
      if (twin === child || !isNearer(twin, parent, child)) continue
      if (ofNear(parent, twin, child) < unlikely && ofNear(twin, parent, child) >= certain) continue
      const both = [parent, twin]
      const growth = growthOf(parent, twin)?.median ?? 0
      const isTwinFirst = growth === 0 ? toOthers(twin, both) < toOthers(parent, both) : growth < 0
      alternatives.add(isTwinFirst ? parent : twin)
      if (isTwinFirst) parent = twin
    }
    for (const sibling of nearestChildren.get(parent) ?? [])
      if (sibling !== child && ofNear(parent, sibling, child) >= unlikely) alternatives.add(sibling)
    alternatives.delete(parent)
    return { from: parent, to: child, confidence, alternatives: [...alternatives] }
  })
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
  let [variance, alongChild, alongBetween] = [0, 0, 0]
  for (const [tensor, { elements }] of space.tensors.entries()) {
    const buckets = worthOfBuckets(space.offsets[tensor + 1]! - space.offsets[tensor]!, elements)
    variance += (ofNear[tensor]! * ofChild[tensor]!) / buckets
    alongChild += Math.sqrt(ofNear[tensor]! * ofChild[tensor]!)
    alongBetween += Math.sqrt(ofNear[tensor]! * between[tensor]!)
  }
  if (alongChild === 0 || alongBetween === 0) return 0.5
  const n = space.points.length
  const inner = innerAt(distances, n, base, near, child)
  const error = Math.sqrt(variance)
  const ofDescent = ofParentAndChild((inner - distances[near * n + base]!) / alongBetween, error / alongBetween)
  const ofSiblings = ofTwoChildren(inner / alongChild, error / alongChild)
  return ofDescent / alongBetween / (ofDescent / alongBetween + ofSiblings / alongChild)
}

/** Density of the cosine of a parent's step and its child's. */
function ofParentAndChild(cosine: number, error: number): number {
  return 0.8 * normal(cosine, 0.01, Math.hypot(0.07, error)) + 0.2 * normal(cosine, 0.25, Math.hypot(0.1, error))
}

/** Density of the cosine of the steps of two children: 0 to 0.4, as seen with an error. */
function ofTwoChildren(cosine: number, error: number): number {
  const deviation = Math.hypot(0.04, error)
  const steps = 40
  let total = 0
  for (let step = 0; step < steps; step += 1) total += normal(cosine, (0.4 * (step + 0.5)) / steps, deviation) / steps
  return total
}

function normal(value: number, mean: number, deviation: number): number {
  const z = (value - mean) / deviation
  return Math.exp((-z * z) / 2) / (deviation * Math.sqrt(2 * Math.PI))
}
