import { DisjointSets } from '../model/disjoint-sets.ts'
import { compareSketches } from './compare-sketches.ts'
import { turnedGrowth } from './length-growth.ts'
import type { EdgeEvidence, LineageEdge } from './lineage-edge.ts'
import { isWithinFloor, type MatchedUnits, matchedUnits, unitDistance } from './matched-units.ts'
import { orientedPair } from './orientation.ts'
import type { RelatedPair } from './related-pairs.ts'
import type { SketchSource } from './sketch-source.ts'
import { structuralChange, type StructuralChange } from './structural-change.ts'
import type { TensorSketch } from './tensor-sketch.ts'

/** The likest pairs that hold the groups of a family together, each of models that stand in place. */
export function edgesBetweenGroups(
  sketchesOf: SketchSource['sketchesOf'],
  groups: readonly (readonly number[])[],
  related: readonly RelatedPair[],
): LineageEdge[] {
  const groupOfModel = new Map(groups.flatMap((group, index) => group.map((model) => [model, index] as const)))
  const across = related
    .filter(({ left, right }) => {
      const [leftGroup, rightGroup] = [groupOfModel.get(left), groupOfModel.get(right)]
      return leftGroup !== undefined && rightGroup !== undefined && leftGroup !== rightGroup
    })
    .map((pair): ComparedPair => {
      const [left, right] = [sketchesOf(pair.left), sketchesOf(pair.right)]
      const change = structuralChange(left, right, pair.layers)
      const matched = matchedUnits(left, right, pair.layers)
      const isSame = pair.isSameFunction ?? (matched !== null && isWithinFloor(matched))
      const nearness = matched === null ? inPlaceCosine(left, right) : 2 - matched.relativeDistance ** 2 / 2
      // The same function first, then what is built alike, then what is nearest by units, or in place where none match.
      const likeness = (isSame ? 8 : 0) + (change === null ? 4 : 0) + nearness
      return { pair, change, isSame, matched, likeness }
    })
    .sort((left, right) => right.likeness - left.likeness || left.pair.log10P - right.pair.log10P)
  const joined = new DisjointSets(groups.length)
  return across.flatMap((compared) => {
    const { left, right } = compared.pair
    return joined.join(groupOfModel.get(left)!, groupOfModel.get(right)!) ? [edgeBetween(compared)] : []
  })
}

/** Two models that are not compared weight by weight. */
interface ComparedPair {
  readonly pair: RelatedPair
  readonly change: StructuralChange | null
  /** Whether they compute the same, as far as is known. */
  readonly isSame: boolean
  readonly matched: MatchedUnits | null
  readonly likeness: number
}

function inPlaceCosine(left: readonly TensorSketch[], right: readonly TensorSketch[]): number {
  return compareSketches(left, right).matrices?.cosine ?? 0
}

function edgeBetween({ pair, change, isSame, matched }: ComparedPair): LineageEdge {
  const evidence: EdgeEvidence = {
    log10P: pair.log10P,
    unitsInPlace: pair.unitsInPlace,
    relativeDistance: null,
    relativeDistanceError: null,
    matched: matched === null ? null : unitDistance(matched),
    growth: null,
    noise: null,
    changed: null,
  }
  const ends = (first: 'left' | 'right'): { readonly from: number; readonly to: number } =>
    first === 'left' ? { from: pair.left, to: pair.right } : { from: pair.right, to: pair.left }
  if (change !== null)
    return {
      ...ends(change.from ?? 'left'),
      kind: change.kind,
      isDirected: change.from !== null,
      confidence: null,
      alternatives: [],
      evidence,
    }
  if (isSame)
    return { ...ends('left'), kind: 'rearranged', isDirected: false, confidence: null, alternatives: [], evidence }
  const growth = matched?.growth ?? null
  const direction = orientedPair(growth)
  if (direction === null || growth === null)
    return {
      ...ends('left'),
      kind: 'related',
      isDirected: false,
      confidence: null,
      alternatives: [],
      evidence: { ...evidence, growth },
    }
  return {
    ...ends(direction.ancestor),
    kind: 'finetune',
    isDirected: true,
    confidence: direction.confidence,
    alternatives: [],
    evidence: { ...evidence, growth: direction.ancestor === 'left' ? growth : turnedGrowth(growth) },
  }
}
