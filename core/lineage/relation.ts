import { seededGenerator } from '../random/seeded-generator.ts'
import { skewedLogTail } from '../statistics/upper-tail.ts'
import type { LayerUnits } from './hidden-units.ts'
import type { LayerPair } from './layer-alignment.ts'
import { addedSums, noPermutationSum, type PermutationSum, permutationSum } from './permutation-sum.ts'
import { rekeyed } from './rekeyed-null.ts'
import { matchUnits, productsOf, type UnitMatch, unitsInPlace } from './unit-match.ts'

/** What the hidden units of two models say on whether one was made from the other, or both from a third. */
export interface Relation {
  /**
   * log10 of the probability that units of unrelated models agree as well, by the better of two tests: times two. 0
   * where there is no evidence.
   */
  readonly log10P: number
  /** Units that stand in both models at the same row of a layer, whether they are the same function. */
  readonly inPlace: UnitEvidence
  /** Units that were matched by one half of what they compute, whether the other half agrees. */
  readonly matched: UnitEvidence
  /** Which of the matched units stand at the same row; null where none was matched. */
  readonly shareInPlace: number | null
  readonly layers: readonly LayerRelation[]
}

export interface UnitEvidence {
  readonly units: number
  /** Standard deviations above what permuted units give; 0 where there is no evidence. */
  readonly z: number
  readonly log10P: number
}

/** Evidence in a pair of layers, by matched units. */
export interface LayerRelation extends LayerPair {
  readonly units: number
  readonly inPlaceZ: number
  readonly matchedZ: number
  readonly shareInPlace: number | null
}

/** Beyond this the evidence in place decides, and the matched units are only described. */
const decisiveLog10P = -12
/** Where matched units say less, their null model need not be known better. */
const wantsNullModel = 3
const rekeyings = 32

/**
 * Tests whether two models are related by the hidden units of the layers that stand for each other. The null model:
 * hidden units of independently trained models are exchangeable, so that the match is as good as any permutation of
 * it. Layers are permuted independently of each other and their moments add up.
 */
export function relation(
  left: readonly LayerUnits[],
  right: readonly LayerUnits[],
  alignment: readonly LayerPair[],
): Relation {
  const pairs = pairedLayers(left, right, alignment)
  const layers = pairs.map(({ pair, sources, targets }) => {
    const match = matchUnits(sources, targets)
    const sameRows = unitsInPlace(sources, targets)
    return {
      pair,
      match,
      sameRows,
      inPlace: sumInPlace(sources, targets, sameRows),
      matched: sumMatched(sources, targets, match),
    }
  })
  const counted = layers.filter(isCounted)
  const inPlaceSum = addedSums(counted.map((layer) => layer.inPlace))
  const matchedSum = addedSums(counted.map((layer) => layer.matched))
  const inPlace = evidence(inPlaceSum, 0, 1)
  const decided = inPlace.log10P <= decisiveLog10P
  const { mean, deviation } =
    !decided && zOf(matchedSum) > wantsNullModel ? rekeyedNull(left, right, alignment) : { mean: 0, deviation: 1 }
  const matched = evidence(matchedSum, mean, deviation)
  const best = decided ? inPlace.log10P : Math.min(inPlace.log10P, matched.log10P)
  return {
    log10P: Math.min(0, best + Math.log10(2)),
    inPlace,
    matched,
    shareInPlace: shareInPlace(layers),
    layers: layers.map((layer) => ({
      ...layer.pair,
      units: layer.matched.pairs,
      inPlaceZ: zOf(layer.inPlace),
      matchedZ: zOf(layer.matched),
      shareInPlace: shareInPlace([layer]),
    })),
  }
}

/** A layer that stands for several, which are copies of each other, is evidence once. */
function isCounted(
  { pair }: { readonly pair: LayerPair },
  index: number,
  layers: readonly { readonly pair: LayerPair }[],
): boolean {
  return layers.slice(0, index).every((before) => before.pair.left !== pair.left && before.pair.right !== pair.right)
}

interface PairedLayers {
  readonly pair: LayerPair
  /** Units that are matched: of the left model, unless that is dense and the right one has experts. */
  readonly sources: LayerUnits
  /** Units that they are matched to. */
  readonly targets: LayerUnits
}

function pairedLayers(
  left: readonly LayerUnits[],
  right: readonly LayerUnits[],
  alignment: readonly LayerPair[],
): PairedLayers[] {
  const ofLeft = new Map(left.map((units) => [units.layer, units]))
  const ofRight = new Map(right.map((units) => [units.layer, units]))
  return alignment.flatMap((pair) => {
    const leftUnits = ofLeft.get(pair.left)
    const rightUnits = ofRight.get(pair.right)
    if (leftUnits === undefined || rightUnits === undefined) return []
    return leftUnits.expertUnits === null && rightUnits.expertUnits !== null
      ? [{ pair, sources: rightUnits, targets: leftUnits }]
      : [{ pair, sources: leftUnits, targets: rightUnits }]
  })
}

function zOf({ deviation, variance }: PermutationSum): number {
  return variance === 0 ? 0 : deviation / Math.sqrt(variance)
}

function evidence(sum: PermutationSum, mean: number, deviation: number): UnitEvidence {
  if (sum.variance === 0) return { units: sum.pairs, z: 0, log10P: 0 }
  const z = (zOf(sum) - mean) / deviation
  const log10P = skewedLogTail(z, sum.thirdMoment / sum.variance ** 1.5)
  return { units: sum.pairs, z, log10P: Math.max(log10P, -sum.log10Permutations) }
}

/** Both halves of what units compute, row by row. */
function sumInPlace(left: LayerUnits, right: LayerUnits, match: UnitMatch): PermutationSum {
  return sumOver(match, right.rows.length, [
    { left: left.matching, right: right.matching, width: left.width },
    { left: left.testing, right: right.testing, width: left.width },
  ])
}

function sumMatched(left: LayerUnits, right: LayerUnits, match: UnitMatch): PermutationSum {
  return sumOver(match, right.rows.length, [{ left: left.testing, right: right.testing, width: left.width }])
}

interface VectorsOfBoth {
  readonly left: Float64Array
  readonly right: Float64Array
  readonly width: number
}

/**
 * The sum of inner products over matched units. Where several left units stand for one of the right, all of the right
 * are permuted, each with the sum of what is matched to it: that holds whatever the left units have in common.
 */
function sumOver(
  { pairs, isManyToOne }: UnitMatch,
  rightCount: number,
  vectors: readonly VectorsOfBoth[],
): PermutationSum {
  if (pairs.length === 0) return noPermutationSum
  const permuted = isManyToOne ? Array.from({ length: rightCount }, (_, unit) => unit) : pairs.map(({ right }) => right)
  const indexOf = new Map(permuted.map((unit, index) => [unit, index]))
  const n = permuted.length
  const total = new Float64Array(n * n)
  for (const { left, right, width } of vectors) {
    const sums = new Float64Array(n * width)
    const partners = new Float64Array(n * width)
    for (const pair of pairs) {
      const at = indexOf.get(pair.right)! * width
      for (let k = 0; k < width; k += 1) sums[at + k]! += left[pair.left * width + k]!
    }
    permuted.forEach((unit, index) => partners.set(right.subarray(unit * width, (unit + 1) * width), index * width))
    const products = productsOf(sums, partners, width)
    for (let index = 0; index < total.length; index += 1) total[index]! += products[index]!
  }
  return permutationSum(total, n)
}

/** Mean and deviation of z, no less than 0 and 1, between the left model and ones made from the right one unrelated. */
function rekeyedNull(
  left: readonly LayerUnits[],
  right: readonly LayerUnits[],
  alignment: readonly LayerPair[],
): { readonly mean: number; readonly deviation: number } {
  const generator = seededGenerator(1)
  const values = Array.from({ length: rekeyings }, () =>
    zOf(
      addedSums(
        pairedLayers(left, rekeyed(right, generator), alignment)
          .filter(isCounted)
          .map(({ sources, targets }) => sumMatched(sources, targets, matchUnits(sources, targets))),
      ),
    ),
  )
  const mean = values.reduce((sum, value) => sum + value, 0) / rekeyings
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rekeyings - 1)
  // A deviation of so few values is itself uncertain: two standard errors are added.
  const deviation = Math.sqrt(variance) * (1 + 2 / Math.sqrt(2 * rekeyings))
  return { mean: Math.max(0, mean), deviation: Math.max(1, deviation) }
}

function shareInPlace(layers: readonly { readonly match: UnitMatch; readonly sameRows: UnitMatch }[]): number | null {
  let matched = 0
  let inPlace = 0
  for (const { match, sameRows } of layers) {
    const rightOf = new Map(sameRows.pairs.map(({ left, right }) => [left, right]))
    matched += match.pairs.length
    inPlace += match.pairs.filter(({ left, right }) => rightOf.get(left) === right).length
  }
  return matched === 0 ? null : inPlace / matched
}
