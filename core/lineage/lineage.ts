import { DisjointSets } from '../model/disjoint-sets.ts'
import { compareSketches, type ModelChange } from './compare-sketches.ts'
import { edgesBetweenGroups } from './edges-between-groups.ts'
import { standingDistance } from './in-place.ts'
import type { NoiseFit } from './quantization-noise.ts'
import { type InPlaceEdge, inPlaceLineage, type Merge } from './in-place-lineage.ts'
import type { EdgeEvidence, LineageEdge, LineageEdgeKind } from './lineage-edge.ts'
import type { RelatedPair } from './related-pairs.ts'
import { haveScaledNorms } from './scaled-norms.ts'
import { recent, type SketchSource } from './sketch-source.ts'
import { meanVocabularyDistance, vocabularyChange, vocabularyNoise } from './vocabulary-change.ts'
import { besideMatrices, layoutOf, weightSpace } from './weight-space.ts'

/** Models that are related and how, in numbers. */
export interface Lineage {
  /** Models in groups of common descent, the largest first; one that is related to none is a group. */
  readonly families: readonly (readonly number[])[]
  readonly edges: readonly LineageEdge[]
  readonly merges: readonly Merge[]
}

export interface LineageOptions {
  /** Told of the models of each family that is done. */
  readonly onFamily?: (done: number, total: number) => void
  /** Awaited between two families. */
  readonly giveTurn?: () => Promise<void>
}

/** Models whose sketches are held, at a megabyte each: families of so many are read once. */
const mostHeld = 256

/** The lineage of models from the sketches of their weights and the pairs that are related. */
export async function lineageOf(
  source: SketchSource,
  related: readonly RelatedPair[],
  { onFamily = () => undefined, giveTurn = () => Promise.resolve() }: LineageOptions = {},
): Promise<Lineage> {
  const models = Array.from({ length: source.models }, (_, model) => model)
  const families = groupsOf(
    models,
    related.map(({ left, right }) => [left, right]),
  )
  const familyOf = new Map(families.flatMap((family, index) => family.map((model) => [model, index] as const)))
  const pairsOf = Map.groupBy(related, ({ left }) => familyOf.get(left)!)
  const edges: LineageEdge[] = []
  const merges: Merge[] = []
  let done = 0
  for (const [index, family] of families.entries()) {
    if (family.length > 1) {
      const sketchesOf = recent(source.sketchesOf, mostHeld)
      const lineage = familyLineage(sketchesOf, family, pairsOf.get(index)!)
      edges.push(...lineage.edges)
      merges.push(...lineage.merges)
      await giveTurn()
    }
    done += family.length
    onFamily(done, models.length)
  }
  return { families, edges, merges }
}

type SketchesOf = SketchSource['sketchesOf']
type PairOf = (left: number, right: number) => RelatedPair | undefined

function familyLineage(
  sketchesOf: SketchesOf,
  family: readonly number[],
  related: readonly RelatedPair[],
): Omit<Lineage, 'families'> {
  const pairs = new Map(related.map((pair) => [key(pair.left, pair.right), pair]))
  const pairOf: PairOf = (left, right) => pairs.get(key(left, right)) ?? pairs.get(key(right, left))
  const groups = inPlaceGroups(sketchesOf, family, related)
  const inPlace = groups.map((group) => edgesInPlace(sketchesOf, group, pairOf))
  return {
    edges: [...inPlace.flatMap(({ edges }) => edges), ...edgesBetweenGroups(sketchesOf, groups, related)],
    merges: inPlace.flatMap(({ merges }) => merges),
  }
}

const key = (left: number, right: number): string => `${left} ${right}`

/** Groups of what is linked, the largest first and each in ascending order. */
function groupsOf(points: readonly number[], links: readonly (readonly [number, number])[]): number[][] {
  const indexOf = new Map(points.map((point, index) => [point, index]))
  const sets = new DisjointSets(points.length)
  for (const [left, right] of links) sets.join(indexOf.get(left)!, indexOf.get(right)!)
  return [...Map.groupBy(points, (point) => sets.setOf(indexOf.get(point)!)).values()]
    .map((group) => group.sort((left, right) => left - right))
    .sort((left, right) => right.length - left.length || left[0]! - right[0]!)
}

/** Related models whose weights stand in place. */
function inPlaceGroups(sketchesOf: SketchesOf, family: readonly number[], related: readonly RelatedPair[]): number[][] {
  const layouts = new Map(family.map((model) => [model, layoutOf(sketchesOf(model))]))
  const standing = related.flatMap(({ left, right, isSameFunction }) => {
    if (layouts.get(left) !== layouts.get(right)) return []
    const sketches = [sketchesOf(left), sketchesOf(right)] as const
    const distance = standingDistance(...sketches, isSameFunction)
    return distance === null ? [] : [{ left, right, distance, areScaled: haveScaledNorms(...sketches) }]
  })
  const { linked = [], scaled = [] } = Object.groupBy(standing, ({ areScaled }) => (areScaled ? 'scaled' : 'linked'))
  return groupsOf(
    family,
    linksApart(linked, scaled).map(({ left, right }) => [left, right]),
  )
}

interface Link {
  readonly left: number
  readonly right: number
  readonly distance: number
}

/**
 * The links, the nearest first, that join no two models of which norms were scaled against each other: beside longer
 * steps of training a small scaling is not seen, so that both may be linked to a third.
 */
function linksApart(links: readonly Link[], scaled: readonly Link[]): readonly Link[] {
  if (scaled.length === 0) return links
  const sets = new DisjointSets(1 + Math.max(...[...links, ...scaled].flatMap(({ left, right }) => [left, right])))
  return links
    .toSorted((first, second) => first.distance - second.distance)
    .filter(({ left, right }) => {
      const ends = [sets.setOf(left), sets.setOf(right)]
      if (ends[0] === ends[1]) return true
      const joinsScaled = scaled.some((pair) => {
        const [leftSet, rightSet] = [sets.setOf(pair.left), sets.setOf(pair.right)]
        return leftSet !== rightSet && ends.includes(leftSet) && ends.includes(rightSet)
      })
      return !joinsScaled && sets.join(left, right)
    })
}

/** Up to this distance over their length weights are almost the same: BF16 moves them by 1.7e-3. */
const mostNearDistance = 2e-3
/** Above this distance over their length, vectors such as norms were trained. */
const mostVectorChange = 1e-4

function edgesInPlace(
  sketchesOf: SketchesOf,
  group: readonly number[],
  pairOf: PairOf,
): { readonly edges: LineageEdge[]; readonly merges: Merge[] } {
  if (group.length < 2) return { edges: [], merges: [] }
  const space = weightSpace(
    { models: group.length, sketchesOf: (index) => sketchesOf(group[index]!) },
    bucketsFor(group.length),
  )
  const beside = group.map((model) => besideMatrices(sketchesOf(model)))
  const changeOf = (left: number, right: number): ModelChange => compareSketches(beside[left]!, beside[right]!)
  const { edges, merges } = inPlaceLineage(space, {
    haveSameVectors: (left, right) => {
      const { vectors } = changeOf(left, right)
      return vectors === null || vectors.relativeDistance <= mostVectorChange
    },
    vocabularyNoise: (model) => vocabularyNoise(beside[model]!),
    vocabularyOddity: (model) =>
      meanVocabularyDistance(group.flatMap((_, relative) => (relative === model ? [] : [changeOf(model, relative)]))),
  })
  const evidenceOf = (from: number, to: number): Pick<EdgeEvidence, 'log10P' | 'unitsInPlace'> => {
    const pair = pairOf(group[from]!, group[to]!)
    return { log10P: pair?.log10P ?? null, unitsInPlace: pair?.unitsInPlace ?? null }
  }
  const ofTree = edges.map((edge): LineageEdge => {
    const { from, to, kind, noise } = edge.kind === 'same' ? byVocabulary(edge, changeOf(edge.from, edge.to)) : edge
    const { confidence, relativeDistance, relativeDistanceError, growth, changed, alternatives } = edge
    const isNear = edge.kind === 'related' && relativeDistance <= mostNearDistance
    return {
      from: group[from]!,
      to: group[to]!,
      kind: isNear ? 'near' : kind,
      isDirected: kind === 'finetune' || kind === 'quantization',
      confidence,
      alternatives: alternatives.map((model) => group[model]!),
      evidence: {
        ...evidenceOf(from, to),
        relativeDistance,
        relativeDistanceError,
        matched: null,
        growth,
        noise,
        changed,
      },
    }
  })
  const ofMerges = merges.flatMap(({ model, parents }) =>
    parents.map(
      (parent): LineageEdge => ({
        from: group[parent.model]!,
        to: group[model]!,
        kind: 'merge',
        isDirected: true,
        confidence: null,
        alternatives: [],
        evidence: {
          ...evidenceOf(parent.model, model),
          relativeDistance: null,
          relativeDistanceError: null,
          matched: null,
          growth: null,
          noise: null,
          changed: null,
        },
      }),
    ),
  )
  return {
    edges: [...ofTree, ...ofMerges],
    merges: merges.map((merge) => ({
      ...merge,
      model: group[merge.model]!,
      base: merge.base === null ? null : group[merge.base]!,
      parents: merge.parents.map((parent) => ({ ...parent, model: group[parent.model]! })),
    })),
  }
}

/** Many models are compared in fewer buckets, so that all pairs take seconds. */
function bucketsFor(models: number): number {
  return Math.max(16_384, Math.floor(2e10 / models ** 2))
}

/** What models with the same layers are to each other: these may have other tokens, or other embeddings. */
function byVocabulary(
  { from, to, noise }: InPlaceEdge,
  change: ModelChange,
): { readonly from: number; readonly to: number; readonly kind: LineageEdgeKind; readonly noise: NoiseFit | null } {
  const vocabulary = vocabularyChange(change)
  const isTurned = vocabulary.source === 'right'
  return {
    from: isTurned ? to : from,
    to: isTurned ? from : to,
    kind: vocabulary.kind,
    noise: vocabulary.noise ?? noise,
  }
}
