import { holm } from '../statistics/holm.ts'
import { type Candidate, candidates } from './candidates.ts'
import { compareSketches, type ModelChange } from './compare-sketches.ts'
import { alignLayers, comparedLayers, type ComparedLayers, type LayerPair } from './layer-alignment.ts'
import { modelVectors } from './model-vectors.ts'
import { relation } from './relation.ts'
import type { TensorSketch } from './tensor-sketch.ts'
import { DisjointSets } from '../model/disjoint-sets.ts'

/** Of all that may be called related in one comparison, so many are not, at most, with this probability. */
export const mostFalse = 0.001

/** Two models that are related, by their positions in the list that was given. */
export interface RelatedPair {
  readonly left: number
  readonly right: number
  /** log10 of the probability that unrelated models look as related, corrected for all pairs (Holm). */
  readonly log10P: number
  /** Share of the matched hidden units that stand at the same row in both; null where none was matched. */
  readonly unitsInPlace: number | null
  /** Layers that stand for each other. */
  readonly layers: readonly LayerPair[]
  /** Whether what both compute is the same within the noise of computing it; null where that is not known. */
  readonly isSameFunction: boolean | null
}

export interface RelatedPairsOptions {
  /** Whether two models compute the same; null where that is not known. */
  readonly isSameFunction?: (left: number, right: number) => boolean | null
  readonly onPair?: (done: number, total: number) => void
  /** Awaited between two pairs. */
  readonly giveTurn?: () => Promise<void>
}

/** A model that is known to be related to another through others is tested with so many, and no more. */
const mostTests = 6
/** So many layers are tested first, and all only where those do not decide. */
const firstLayers = 6
const decisiveLog10P = -15

/**
 * The pairs of models that are related, each with its probability under the null model, corrected for all pairs. Only
 * pairs with near vectors are tested, the nearest first, and of a family that is known already only as many as hold it
 * together.
 */
export async function relatedPairs(
  models: readonly (readonly TensorSketch[])[],
  {
    isSameFunction = () => null,
    onPair = () => undefined,
    giveTurn = () => Promise.resolve(),
  }: RelatedPairsOptions = {},
): Promise<RelatedPair[]> {
  const near = candidates(models.map(modelVectors)).sort((left, right) => likeness(right) - likeness(left))
  const known = new Map<number, ComparedLayers>()
  const layersOf = (model: number): ComparedLayers => {
    const made = known.get(model) ?? comparedLayers(models[model]!)
    known.set(model, made)
    return made
  }
  const families = new DisjointSets(models.length)
  const tests = new Int32Array(models.length)
  const tested: RelatedPair[] = []
  const all = (models.length * (models.length - 1)) / 2
  for (const [index, { left, right }] of near.entries()) {
    const isKin = families.setOf(left) === families.setOf(right)
    if (isKin && tests[left]! >= mostTests && tests[right]! >= mostTests) continue
    tests[left]! += 1
    tests[right]! += 1
    const { pairs, isFound } = alignLayers(layersOf(left), layersOf(right))
    const { log10P, unitsInPlace } = testOf(layersOf(left), layersOf(right), pairs)
    const orOfSigns = log10P ?? signsLog10P(models[left]!, models[right]!)
    // Of the whole correction this is the most that a pair can need.
    if (orOfSigns + Math.log10(all) <= Math.log10(mostFalse)) families.join(left, right)
    tested.push({
      left,
      right,
      log10P: orOfSigns,
      unitsInPlace,
      layers: isFound ? pairs : [],
      isSameFunction: isSameFunction(left, right),
    })
    onPair(index + 1, near.length)
    await giveTurn()
  }
  const adjusted = holm(
    tested.map(({ log10P }) => log10P),
    all,
  )
  return tested.flatMap((pair, index) =>
    adjusted[index]! <= Math.log10(mostFalse) ? [{ ...pair, log10P: adjusted[index]! }] : [],
  )
}

function likeness({ inPlace, orderFree }: Candidate): number {
  return Math.max(inPlace, orderFree)
}

/** Of a few layers, and of all where those do not decide: two tests. Null where no unit can be tested. */
function testOf(
  left: ComparedLayers,
  right: ComparedLayers,
  pairs: readonly LayerPair[],
): { readonly log10P: number | null; readonly unitsInPlace: number | null } {
  const few = pairs.filter((_, index) => index % Math.ceil(pairs.length / firstLayers) === 0)
  let tested = relation(left.units, right.units, few)
  if (few.length < pairs.length && tested.log10P > decisiveLog10P) tested = relation(left.units, right.units, pairs)
  const isTested = tested.inPlace.units + tested.matched.units > 0
  return {
    log10P: isTested ? Math.min(0, tested.log10P + Math.log10(2)) : null,
    unitsInPlace: tested.shareInPlace,
  }
}

/**
 * Where no hidden units are sampled, the signs of the cosines of matrices in place: of unrelated models each is as
 * likely below 0 as above, whatever its size. Only matrices of the layers count that begin at random: those of a state
 * space (`ssm_a`, convolutions) begin alike in all models, and rows of tokens have a direction in common.
 */
function signsLog10P(left: readonly TensorSketch[], right: readonly TensorSketch[]): number {
  const cosines = signCosines(compareSketches(left, right))
  return cosines.length === 0 ? 0 : binomialLog10Tail(cosines.length, cosines.filter((cosine) => cosine > 0).length)
}

/** Cosines of the matrices that the test of signs counts. */
export function signCosines({ tensors }: ModelChange): number[] {
  return tensors.flatMap(({ kind, layer, name, change }) => {
    const cosine = change?.cosine ?? null
    return kind === 'matrix' && layer !== null && beginsAtRandom(name) && cosine !== null ? [cosine] : []
  })
}

function beginsAtRandom(name: string): boolean {
  return !/\.(ssm_a|ssm_d|ssm_conv1d|time_mix_(?:w|a|v|g)0|time_mix_lerp\w*|time_mix_decay|time_mix_first)(?:\.|$)/.test(
    name,
  )
}

/** log10 of the probability of so many heads or more among some throws of a fair coin. */
function binomialLog10Tail(throws: number, heads: number): number {
  let term = -throws * Math.LN2
  const logs: number[] = []
  for (let count = 0; count <= throws; count += 1) {
    if (count >= heads) logs.push(term)
    term += Math.log((throws - count) / (count + 1))
  }
  const most = Math.max(...logs)
  return Math.min(0, (most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))) / Math.LN10)
}
