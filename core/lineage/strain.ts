import { junctionsOf } from './junctions.ts'
import { type LengthGrowth, lengthGrowth } from './length-growth.ts'
import { type MergeFit, mergeFit } from './merge-fit.ts'
import { orient } from './orientation.ts'
import { isUnquantized, modelNoise, type NoiseFit, noiseFit } from './quantization-noise.ts'
import { spanningTree } from './spanning-tree.ts'
import { squaredDistances, squaredLength, type WeightSpace } from './weight-space.ts'

/**
 * `same`: the same weights in all that is compared. `quantization`: the same weights within the noise of the types.
 * `finetune`: `to` was trained from `from`. `related`: common descent, of which the direction cannot be told.
 */
export type StrainEdgeKind = 'same' | 'quantization' | 'finetune' | 'related'

export interface StrainEdge {
  readonly from: number
  readonly to: number
  readonly kind: StrainEdgeKind
  /** Probability of the kind with its direction, where it has one; of `related` 1. */
  readonly confidence: number
  /** Squared distance of the layers' matrices over their mean squared length, and its square root's standard error. */
  readonly relativeDistance: number
  readonly relativeDistanceError: number
  readonly growth: LengthGrowth | null
  readonly noise: NoiseFit | null
}

export interface Merge extends MergeFit {
  readonly model: number
}

/** Models that can be compared weight by weight, and how they descend from each other. */
export interface Strain {
  readonly edges: readonly StrainEdge[]
  readonly merges: readonly Merge[]
}

/** What a quantization was made of is among the nearest. */
const mostSources = 20

/** From this probability on a direction is stated. */
export const leastConfidence = 0.85

/**
 * How models of one layout that are related descend from each other. Same weights and quantizations are told by the
 * noise of their types, merges by fits, and the rest is a tree whose direction is told by the growth of lengths.
 *
 * @param sameVectors whether what lies beside the layers' matrices, norms and biases, is the same in two models
 */
export function strainOf(space: WeightSpace, sameVectors: (left: number, right: number) => boolean): Strain {
  const n = space.points.length
  const distances = squaredDistances(space)
  const lengths = space.points.map((_, model) => squaredLength(space, model))
  const growths = new Map<number, LengthGrowth | null>()
  const growthOf = (from: number, to: number): LengthGrowth | null => {
    if (from > to) return turned(growthOf(to, from))
    const key = from * n + to
    if (!growths.has(key)) growths.set(key, lengthGrowth(space, from, to))
    return growths.get(key)!
  }
  const edgeOf = (from: number, to: number, kind: StrainEdgeKind, confidence: number): StrainEdge => {
    const relative = Math.sqrt(distances[from * n + to]! / ((lengths[from]! + lengths[to]!) / 2))
    return {
      from,
      to,
      kind,
      confidence,
      relativeDistance: relative,
      relativeDistanceError: relative / Math.sqrt(2 * space.points[from]!.length),
      growth: growthOf(from, to),
      noise: noiseFit(space, from, to),
    }
  }
  const edges: StrainEdge[] = []
  const left = withoutCopies(space, distances, lengths, sameVectors, (from, to, kind) =>
    edges.push(edgeOf(from, to, kind, 1)),
  )
  const isLonger = (from: number, to: number): boolean => (growthOf(from, to)?.median ?? 0) > 0
  const fits = left.flatMap((model) => {
    const others = left.filter((other) => other !== model)
    const fit = mergeFit(distances, n, model, others, space.points[model]!.length, isLonger)
    return fit === null ? [] : [{ model, ...fit }]
  })
  const merges = withoutCycles(fits)
  for (const tree of treesApart(distances, n, left, merges, growthOf)) {
    const junctions = junctionsOf(distances, n, tree)
    for (const { members, ancestor, confidence } of orient(tree, junctions, growthOf)) {
      if (ancestor !== null && confidence >= leastConfidence) {
        for (const member of members)
          if (member !== ancestor) edges.push(edgeOf(ancestor, member, 'finetune', confidence))
      } else {
        for (const { left: from, right: to } of spanningTree(distances, n, members))
          edges.push(edgeOf(from, to, 'related', 1))
      }
    }
  }
  return { edges, merges }
}

/** Takes out copies and quantizations, with an edge from what they were made of; returns what is left. */
function withoutCopies(
  space: WeightSpace,
  distances: Float64Array,
  lengths: readonly number[],
  sameVectors: (left: number, right: number) => boolean,
  onCopy: (from: number, to: number, kind: 'same' | 'quantization') => void,
): number[] {
  const n = space.points.length
  const models = space.points.map((_, model) => model)
  const noises = models.map((model) => modelNoise(space, model))
  const byNoise = models.toSorted((left, right) => noises[left]! - noises[right]! || left - right)
  const kept: number[] = []
  for (const model of byNoise) {
    const sources = kept.toSorted((left, right) => distances[model * n + left]! - distances[model * n + right]!)
    const isQuantized = !isUnquantized(space, model)
    // The norms are looked at last: most sources are too far for them to matter.
    const same = sources
      .filter((source) => distances[model * n + source]! <= 1e-9 * lengths[model]!)
      .find((source) => sameVectors(source, model))
    const source =
      same ??
      sources
        .slice(0, mostSources)
        .find(
          (near) =>
            noises[near]! < noises[model]! && noiseFit(space, near, model)?.fits === true && sameVectors(near, model),
        )
    if (source === undefined) kept.push(model)
    else onCopy(source, model, same === undefined && isQuantized ? 'quantization' : 'same')
  }
  return kept.sort((left, right) => left - right)
}

/**
 * The merges of which none comes from itself, the nearest fits first: a parent of a merge lies between the merge and
 * what else was trained from the parent.
 */
function withoutCycles(fits: readonly Merge[]): Merge[] {
  const kept: Merge[] = []
  const restsOn = (model: number, ancestor: number): boolean =>
    model === ancestor ||
    kept.some((merge) => merge.model === model && merge.parents.some((parent) => restsOn(parent.model, ancestor)))
  for (const fit of fits.toSorted((left, right) => left.residual - right.residual))
    if (!fit.parents.some((parent) => restsOn(parent.model, fit.model))) kept.push(fit)
  return kept.sort((left, right) => left.model - right.model)
}

/**
 * Merges part the models: each with what was trained from it is a tree of its own, since the way on to its parents is
 * no branch of a tree. What was trained from a merge hangs on it in the spanning tree and is longer.
 */
function treesApart(
  distances: Float64Array,
  n: number,
  models: readonly number[],
  merges: readonly Merge[],
  growthOf: (from: number, to: number) => LengthGrowth | null,
): number[][] {
  const merged = new Map(merges.map((merge) => [merge.model, merge]))
  const isDescent = (merge: number, other: number): boolean => {
    const { parents, base } = merged.get(merge)!
    if (merged.has(other) || base === other || parents.some(({ model }) => model === other)) return false
    return (growthOf(merge, other)?.median ?? 0) > 0
  }
  const kept = spanningTree(distances, n, models).filter(
    ({ left, right }) =>
      (!merged.has(left) || isDescent(left, right)) && (!merged.has(right) || isDescent(right, left)),
  )
  const treeOf = new Map(models.map((model) => [model, model]))
  for (const { left, right } of kept) {
    const [one, other] = [treeOf.get(left)!, treeOf.get(right)!]
    for (const [model, tree] of treeOf) if (tree === other) treeOf.set(model, one)
  }
  // What a merge had held together, and is no descendant of one, is one tree.
  const ofMerges = new Set(merges.map(({ model }) => treeOf.get(model)!))
  const trees = Map.groupBy(models, (model) => {
    const tree = treeOf.get(model)!
    return ofMerges.has(tree) ? tree : -1
  })
  return [...trees.values()].filter((tree) => tree.length > 1)
}

function turned(growth: LengthGrowth | null): LengthGrowth | null {
  return growth === null ? null : { ...growth, median: -growth.median, grown: 1 - growth.grown }
}
