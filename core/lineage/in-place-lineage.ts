import { DisjointSets } from '../model/disjoint-sets.ts'
import { junctionsOf } from './junctions.ts'
import { type LengthGrowth, lengthGrowth, turnedGrowth } from './length-growth.ts'
import { type MergeFit, mergeFit } from './merge-fit.ts'
import { type TreeEdge, withNearParents } from './near-parents.ts'
import { leastConfidence, orient } from './orientation.ts'
import { isUnquantized, modelNoise, mostSketchRounding, type NoiseFit, noiseFit } from './quantization-noise.ts'
import { spanningTree } from './spanning-tree.ts'
import { squaredDistances, squaredLength, tensorDistances, type WeightSpace, worthOfSpace } from './weight-space.ts'

/**
 * `same`: the same weights in all that is compared. `quantization`: the same weights within the noise of the types.
 * `finetune`: `to` was trained from `from`. `related`: common descent, of which the direction cannot be told.
 */
export type InPlaceEdgeKind = 'same' | 'quantization' | 'finetune' | 'related'

/** How many matrices of the layers differ, of how many. */
export interface ChangedMatrices {
  readonly changed: number
  readonly matrices: number
}

export interface InPlaceEdge {
  readonly from: number
  readonly to: number
  readonly kind: InPlaceEdgeKind
  /** Probability of the direction of a finetune; null of the other kinds, where none is computed. */
  readonly confidence: number | null
  /** Distance of the layers' matrices over the root of their mean squared length, with its standard error. */
  readonly relativeDistance: number
  readonly relativeDistanceError: number
  readonly growth: LengthGrowth | null
  readonly noise: NoiseFit | null
  readonly changed: ChangedMatrices
  /** Of a finetune: models that may as well be what it was trained from, since they are so near to `from`. */
  readonly alternatives: readonly number[]
}

export interface Merge extends MergeFit {
  readonly model: number
}

/** What is known of models beside the matrices of their layers. */
export interface BesideMatrices {
  /** Whether vectors, norms and biases, are the same in two models. */
  readonly haveSameVectors: (left: number, right: number) => boolean
  /** Of models with the same matrices the one of the least stands for them, of several the one of the least oddity. */
  readonly vocabularyNoise: (model: number) => number
  /** How far a model's vocabulary is from those of the others. */
  readonly vocabularyOddity: (model: number) => number
}

/** Models that can be compared weight by weight, and how they descend from each other. */
export interface InPlaceLineage {
  readonly edges: readonly InPlaceEdge[]
  readonly merges: readonly Merge[]
}

/** What a quantization was made of is among the nearest. */
const mostSources = 20

/**
 * How models of one layout that are related descend from each other. Same weights and quantizations are told by the
 * noise of their types, merges by fits, and the rest is a tree whose direction is told by the growth of lengths.
 */
export function inPlaceLineage(space: WeightSpace, beside: BesideMatrices): InPlaceLineage {
  const n = space.points.length
  const distances = squaredDistances(space)
  const lengths = space.points.map((_, model) => squaredLength(space, model))
  const growths = new Map<number, LengthGrowth | null>()
  const growthOf = (from: number, to: number): LengthGrowth | null => {
    if (from > to) {
      const growth = growthOf(to, from)
      return growth === null ? null : turnedGrowth(growth)
    }
    const key = from * n + to
    if (!growths.has(key)) growths.set(key, lengthGrowth(space, from, to))
    return growths.get(key)!
  }
  const edgeOf = (
    from: number,
    to: number,
    kind: InPlaceEdgeKind,
    confidence: number | null,
    alternatives: readonly number[] = [],
  ): InPlaceEdge => {
    const relative = Math.sqrt(distances[from * n + to]! / ((lengths[from]! + lengths[to]!) / 2))
    return {
      from,
      to,
      kind,
      confidence,
      relativeDistance: relative,
      relativeDistanceError: relative / Math.sqrt(2 * worthOfSpace(space, from, to)),
      growth: growthOf(from, to),
      noise: noiseFit(space, from, to),
      changed: changedMatrices(space, from, to),
      alternatives,
    }
  }
  const edges: InPlaceEdge[] = []
  const originals = withoutCopies(space, distances, lengths, beside, (from, to, kind) =>
    edges.push(edgeOf(from, to, kind, null)),
  )
  const noises = lengths.map((length, model) => (isUnquantized(space, model) ? 0 : length * modelNoise(space, model)))
  const apart = withoutNoise(distances, noises)
  const isLonger = (from: number, to: number): boolean => (growthOf(from, to)?.median ?? 0) > 0
  const fits = originals.flatMap((model) => {
    const candidates = originals.filter((candidate) => candidate !== model)
    const buckets = (parent: number): number => worthOfSpace(space, model, parent)
    const ofStored = noises[model] === 0 ? mergeFit(distances, n, model, candidates, 0, buckets, isLonger) : null
    if (ofStored !== null && ofStored.residual < mostOfStored) return [{ model, ...ofStored }]
    const fit = mergeFit(apart, n, model, candidates, noises[model]!, buckets, isLonger)
    return fit === null ? [] : [{ model, ...fit }]
  })
  const merges = withoutCycles(fits)
  for (const tree of treesApart(apart, n, originals, merges, growthOf)) {
    const stated: TreeEdge[] = []
    for (const { members, ancestor, confidence } of orient(tree, junctionsOf(apart, n, tree), growthOf)) {
      if (ancestor !== null && confidence >= leastConfidence) {
        for (const member of members) if (member !== ancestor) stated.push({ from: ancestor, to: member, confidence })
      } else {
        for (const { left, right } of spanningTree(apart, n, members))
          stated.push({ from: left, to: right, confidence: null })
      }
    }
    const comesFrom = (model: number, ancestor: number): boolean =>
      merges.some((merge) => merge.model === model && merge.parents.some((parent) => parent.model === ancestor))
    const hung = withNearParents(stated, space, apart, tree, growthOf, comesFrom)
    for (const { from, to, confidence, alternatives } of hung)
      edges.push(edgeOf(from, to, confidence === null ? 'related' : 'finetune', confidence, alternatives))
  }
  return { edges, merges }
}

/** Takes out copies and quantizations, with an edge from what they were made of; returns what is left. */
function withoutCopies(
  space: WeightSpace,
  distances: Float64Array,
  lengths: readonly number[],
  { haveSameVectors, vocabularyNoise, vocabularyOddity }: BesideMatrices,
  onCopy: (from: number, to: number, kind: 'same' | 'quantization') => void,
): number[] {
  const n = space.points.length
  const models = space.points.map((_, model) => model)
  const noises = models.map((model) => modelNoise(space, model))
  // Vocabularies matter, and are compared, only where matrices are the same.
  const vocabularies = models.map((model) =>
    models.some((copy) => copy !== model && isSameMatrices(distances, lengths, copy, model))
      ? { noise: vocabularyNoise(model), oddity: vocabularyOddity(model) }
      : { noise: 0, oddity: 0 },
  )
  const byNoise = models.toSorted(
    (left, right) =>
      noises[left]! - noises[right]! ||
      vocabularies[left]!.noise - vocabularies[right]!.noise ||
      vocabularies[left]!.oddity - vocabularies[right]!.oddity ||
      left - right,
  )
  const kept: number[] = []
  for (const model of byNoise) {
    const sources = kept.toSorted((left, right) => distances[model * n + left]! - distances[model * n + right]!)
    const isQuantized = !isUnquantized(space, model)
    // The norms are looked at last: most sources are too far for them to matter.
    const same = sources
      .filter((source) => isSameMatrices(distances, lengths, source, model))
      .find((source) => haveSameVectors(source, model))
    const source =
      same ??
      sources
        .slice(0, mostSources)
        .find(
          (near) =>
            noises[near]! < noises[model]! &&
            noiseFit(space, near, model)?.fits === true &&
            haveSameVectors(near, model),
        )
    if (source === undefined) kept.push(model)
    else onCopy(source, model, same === undefined && isQuantized ? 'quantization' : 'same')
  }
  return kept.sort((left, right) => left - right)
}

function changedMatrices(space: WeightSpace, left: number, right: number): ChangedMatrices {
  const distances = tensorDistances(space, left, right)
  const changed = distances.filter(
    (distance, tensor) =>
      distance > mostSketchRounding * Math.max(space.squares[left]![tensor]!, space.squares[right]![tensor]!),
  )
  return { changed: changed.length, matrices: distances.length }
}

function isSameMatrices(distances: Float64Array, lengths: readonly number[], left: number, right: number): boolean {
  return distances[right * lengths.length + left]! <= mostSketchRounding * lengths[right]!
}

/** A merge of weights as quantized parents store them, noise and all, is exact up to rounding. */
const mostOfStored = 0.01

/** From so many times the noise of two models' types on, their distance is the one between their weights and noise. */
const leastBeyondNoise = 1.5

/** Squared distances less the noise of types, which lies across all steps of training; the small ones as they are. */
function withoutNoise(distances: Float64Array, noises: readonly number[]): Float64Array {
  const n = noises.length
  return distances.map((distance, index) => {
    const noise = noises[Math.floor(index / n)]! + noises[index % n]!
    return distance > leastBeyondNoise * noise ? distance - noise : distance
  })
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
  const isDescent = (merge: number, model: number): boolean => {
    const { parents, base } = merged.get(merge)!
    if (merged.has(model) || base === model || parents.some((parent) => parent.model === model)) return false
    return (growthOf(merge, model)?.median ?? 0) > 0
  }
  const kept = spanningTree(distances, n, models).filter(
    ({ left, right }) =>
      (!merged.has(left) || isDescent(left, right)) && (!merged.has(right) || isDescent(right, left)),
  )
  const trees = new DisjointSets(n)
  for (const { left, right } of kept) trees.join(left, right)
  // What a merge had held together, and is no descendant of one, is one tree.
  const ofMerges = new Set(merges.map(({ model }) => trees.setOf(model)))
  const parted = Map.groupBy(models, (model) => {
    const tree = trees.setOf(model)
    return ofMerges.has(tree) ? tree : -1
  })
  return [...parted.values()].filter((tree) => tree.length > 1)
}
