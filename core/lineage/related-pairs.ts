import { holm } from '../statistics/holm.ts'
import { type Candidate, candidates } from './candidates.ts'
import { compareSketches, type ModelChange } from './compare-sketches.ts'
import { hiddenUnits, type LayerUnits, made } from './hidden-units.ts'
import { alignLayers, type ComparedLayers, type LayerPair } from './layer-alignment.ts'
import { layerVectors } from './layer-vectors.ts'
import { type ModelVectors, modelVectors } from './model-vectors.ts'
import { relation } from './relation.ts'
import { recent, type SketchSource } from './sketch-source.ts'
import { spreadOver } from './spread-over.ts'
import { beginsAtRandom, tensorRole } from './tensor-role.ts'
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
  /** Told of each model that was read. */
  readonly onRead?: (done: number, total: number) => void
  /** Told of each pair that was tested, or need not be. */
  readonly onPair?: (done: number, total: number) => void
  /** Awaited between two models and between two pairs. */
  readonly giveTurn?: () => Promise<void>
}

/** A model that is known to be related to another through others is tested with so many, and no more. */
const mostTests = 6
/** So many layers are tested first, and all only where those do not decide. */
const firstLayers = 6
const decisiveLog10P = -15
/** Models of a cluster of which the layers that are tested first are held, at 0.2 to 0.4 MB each. */
const mostHeld = 1000
/** Up to so many models are held from their reading on; of more those of one cluster at a time, read again. */
const mostHeldThroughout = 300
/** Models of which the units of all layers are held, at 1 MB each. */
const mostHeldWhole = 8

/**
 * The pairs of models that are related, each with its probability under the null model, corrected for all pairs. Only
 * pairs with near vectors are tested, the nearest first, and of a family that is known already only as many as hold it
 * together. Each model is read once, and again where its first layers are not held any more or do not decide.
 */
export async function relatedPairs(
  source: SketchSource,
  {
    isSameFunction = () => null,
    onRead = () => undefined,
    onPair = () => undefined,
    giveTurn = () => Promise.resolve(),
  }: RelatedPairsOptions = {},
): Promise<RelatedPair[]> {
  const { models } = source
  const sketchesOf = recent(source.sketchesOf, mostHeldWhole)
  const unitsOf = recent((model) => hiddenUnits(sketchesOf(model)), mostHeldWhole)
  const holding = (): ((model: number) => TestedModel) =>
    recent((model) => testedModel(sketchesOf(model), () => unitsOf(model)), mostHeld)
  const heldThroughout = models <= mostHeldThroughout ? holding() : null
  const vectors: ModelVectors[] = []
  for (let model = 0; model < models; model += 1) {
    const layers = heldThroughout?.(model).vectors
    vectors.push(modelVectors(sketchesOf(model), layers))
    onRead(model + 1, models)
    await giveTurn()
  }
  const near = candidates(vectors)
  const families = new DisjointSets(models)
  const tests = new Int32Array(models)
  const tested: RelatedPair[] = []
  const all = (models * (models - 1)) / 2
  let done = 0
  for (const cluster of clustersOf(near, models)) {
    const held = heldThroughout ?? holding()
    for (const { left, right } of cluster) {
      const isKin = families.setOf(left) === families.setOf(right)
      if (!isKin || tests[left]! < mostTests || tests[right]! < mostTests) {
        tests[left]! += 1
        tests[right]! += 1
        const { pairs, isFound } = alignLayers(held(left), held(right))
        const { log10P, unitsInPlace } = testOf(held(left), held(right), pairs)
        const orOfSigns = log10P ?? signsLog10P(sketchesOf(left), sketchesOf(right))
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
        await giveTurn()
      }
      done += 1
      onPair(done, near.length)
    }
  }
  const adjusted = holm(
    tested.map(({ log10P }) => log10P),
    all,
  )
  return tested.flatMap((pair, index) =>
    adjusted[index]! <= Math.log10(mostFalse) ? [{ ...pair, log10P: adjusted[index]! }] : [],
  )
}

/**
 * Candidates by clusters of models that they link, so that what is held of a model is used while it is there; within a
 * cluster the nearest first. Tests of one cluster say nothing on those of another.
 */
function clustersOf(near: readonly Candidate[], models: number): readonly (readonly Candidate[])[] {
  const clusters = new DisjointSets(models)
  for (const { left, right } of near) clusters.join(left, right)
  return [...Map.groupBy(near, ({ left }) => clusters.setOf(left)).values()].map((cluster) =>
    cluster.sort((first, second) => likeness(second) - likeness(first)),
  )
}

/** What is held of a model: the units of the layers that are tested first, those of all where they are asked for. */
interface TestedModel extends ComparedLayers {
  readonly firstUnits: readonly LayerUnits[]
}

function testedModel(sketches: readonly TensorSketch[], unitsOfAll: () => readonly LayerUnits[]): TestedModel {
  return {
    vectors: layerVectors(sketches),
    firstUnits: spreadOver(hiddenUnits(sketches), firstLayers).map(made),
    get units() {
      return unitsOfAll()
    },
  }
}

function likeness({ inPlace, orderFree }: Candidate): number {
  return Math.max(inPlace, orderFree)
}

/** Of a few layers, and of all where those do not decide: two tests. Null where no unit can be tested. */
function testOf(
  left: TestedModel,
  right: TestedModel,
  pairs: readonly LayerPair[],
): { readonly log10P: number | null; readonly unitsInPlace: number | null } {
  const few = spreadOver(pairs, firstLayers)
  const isHeld = ({ firstUnits }: TestedModel, layers: readonly number[]): boolean =>
    layers.every((layer) => firstUnits.some((units) => units.layer === layer))
  const areHeld =
    isHeld(
      left,
      few.map((pair) => pair.left),
    ) &&
    isHeld(
      right,
      few.map((pair) => pair.right),
    )
  let tested = areHeld ? relation(left.firstUnits, right.firstUnits, few) : relation(left.units, right.units, few)
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
    return kind === 'matrix' && layer !== null && beginsAtRandom(tensorRole(name).role) && cosine !== null
      ? [cosine]
      : []
  })
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
