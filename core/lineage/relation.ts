import { type SeededGenerator, seededGenerator } from '../random/seeded-generator.ts'
import { mean, sampleVariance } from '../statistics/moments.ts'
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
}

export interface UnitEvidence {
  readonly units: number
  /** Standard deviations above what permuted units give; 0 where there is no evidence. */
  readonly z: number
  readonly log10P: number
}

/** Beyond this the evidence in place decides, and the matched units are only described. */
const decisiveLog10P = -12
/** Where matched units say less, their null model need not be known better. */
const wantsNullModel = 3
/** Even numbers, here and below: they are made two by two. */
const rekeyings = 32
/** So many decide first, where they can: their deviation has a greater error, which counts against the evidence. */
const firstRekeyings = 8

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
  const paired = pairedLayers(left, right, alignment)
  const layers = paired.map((pair) => {
    const { sources, targets } = pair
    const products = unitProducts(sources, targets)
    const match = matchUnits(sources, targets, products.matching)
    const sameRows = unitsInPlace(sources, targets)
    return {
      ...pair,
      match,
      sameRows,
      inPlace: sumOver(sameRows, targets.rows.length, [products.matching, products.testing]),
      matched: sumOver(match, targets.rows.length, [products.testing]),
    }
  })
  const counted = layers.filter(isCounted)
  const inPlaceSum = addedSums(counted.map((layer) => layer.inPlace))
  const matchedSum = addedSums(counted.map((layer) => layer.matched))
  const inPlace = evidence(inPlaceSum, 0, 1)
  const decided = inPlace.log10P <= decisiveLog10P
  const matched =
    !decided && zOf(matchedSum) > wantsNullModel ? againstRekeyed(matchedSum, paired) : evidence(matchedSum, 0, 1)
  const best = decided ? inPlace.log10P : Math.min(inPlace.log10P, matched.log10P)
  return { log10P: Math.min(0, best + Math.log10(2)), inPlace, matched, shareInPlace: shareInPlace(layers) }
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

interface UnitProducts {
  /** Inner products of all sources and all targets, row by row. */
  readonly matching: Float64Array
  readonly testing: Float64Array
}

function unitProducts(sources: LayerUnits, targets: LayerUnits): UnitProducts {
  const { width } = sources
  if (width !== targets.width) return { matching: new Float64Array(0), testing: new Float64Array(0) }
  return {
    matching: productsOf(sources.matching, targets.matching, width),
    testing: productsOf(sources.testing, targets.testing, width),
  }
}

/**
 * The sum of inner products over matched units. Where several sources stand for one target, all targets are permuted,
 * each with the sum of what is matched to it: that holds whatever the sources have in common.
 *
 * @param products of all sources and all targets, which are added up
 */
function sumOver(
  { pairs, isManyToOne }: UnitMatch,
  targetCount: number,
  products: readonly Float64Array[],
): PermutationSum {
  if (pairs.length === 0) return noPermutationSum
  const permuted = isManyToOne
    ? Array.from({ length: targetCount }, (_, unit) => unit)
    : pairs.map(({ right }) => right)
  const indexOf = new Map(permuted.map((unit, index) => [unit, index]))
  const n = permuted.length
  const total = new Float64Array(n * n)
  for (const { left, right } of pairs) {
    const row = indexOf.get(right)! * n
    const from = left * targetCount
    for (const part of products) for (let j = 0; j < n; j += 1) total[row + j]! += part[from + permuted[j]!]!
  }
  return permutationSum(total, n)
}

/**
 * Evidence by matched units, z less the mean and over the deviation, no less than 0 and 1, that it has between the left
 * model and ones made from the right one unrelated: the same whichever of the two is the left one.
 */
function againstRekeyed(sum: PermutationSum, paired: readonly PairedLayers[]): UnitEvidence {
  const counted = paired.filter(isCounted)
  const generator = seededGenerator(1)
  const values: number[] = []
  const judged = (count: number): UnitEvidence => {
    while (values.length < count) values.push(...rekeyedZs(counted, generator))
    // A deviation of few values is itself uncertain: two standard errors are added.
    const deviation = Math.sqrt(sampleVariance(values)) * (1 + 2 / Math.sqrt(2 * count))
    return evidence(sum, Math.max(0, mean(values)), Math.max(1, deviation))
  }
  const first = judged(firstRekeyings)
  return first.log10P <= decisiveLog10P ? first : judged(rekeyings)
}

/** The sum over matched units, of which products are made only of what is matched. */
function matchedSum(sources: LayerUnits, targets: LayerUnits): PermutationSum {
  const { width } = sources
  if (width !== targets.width) return noPermutationSum
  const { pairs, isManyToOne } = matchUnits(sources, targets, productsOf(sources.matching, targets.matching, width))
  const testing = new Float32Array(pairs.length * width)
  pairs.forEach(({ left }, index) =>
    testing.set(sources.testing.subarray(left * width, (left + 1) * width), index * width),
  )
  const ofMatched = pairs.map(({ right }, left) => ({ left, right }))
  return sumOver({ pairs: ofMatched, isManyToOne }, targets.rows.length, [productsOf(testing, targets.testing, width)])
}

/** Two z of matched units of layers that are surely not related: the targets of all are rekeyed alike. */
function rekeyedZs(paired: readonly PairedLayers[], generator: SeededGenerator): readonly number[] {
  const unrelated = rekeyed(
    paired.map(({ targets }) => targets),
    generator,
  )
  return unrelated.map((rekeyedTargets) =>
    zOf(
      addedSums(
        paired.map(({ sources }, index) => {
          const targets = rekeyedTargets[index]!
          return matchedSum(sources, targets)
        }),
      ),
    ),
  )
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
