import { holm } from '../statistics/holm.ts'
import { normalLogTail } from '../statistics/upper-tail.ts'
import { candidates } from './candidates.ts'
import { compareSketches } from './compare-sketches.ts'
import { hiddenUnits } from './hidden-units.ts'
import { alignLayers, type ComparedLayers, type LayerPair } from './layer-alignment.ts'
import { layerVectors } from './layer-vectors.ts'
import type { RelatedPair } from './lineage.ts'
import { modelVectors } from './model-vectors.ts'
import { relation } from './relation.ts'
import type { TensorSketch } from './tensor-sketch.ts'

/** Of all that may be called related in one comparison, so many are not, at most, with this probability. */
export const mostFalse = 0.001
/** Cosine in place that models share without being related, by what all weights have in common. */
const commonCosine = 0.03

export interface RelatedPairsOptions {
  /** Whether two models compute the same; null where that is not known. */
  readonly isSameFunction?: (left: number, right: number) => boolean | null
  readonly onPair?: (done: number, total: number) => void
  /** Awaited between two pairs. */
  readonly giveTurn?: () => Promise<void>
}

/**
 * The pairs of models that are related, each with its probability under the null model, corrected for all pairs. Only
 * pairs with near vectors are tested; the others count in the correction.
 */
export async function relatedPairs(
  models: readonly (readonly TensorSketch[])[],
  {
    isSameFunction = () => null,
    onPair = () => undefined,
    giveTurn = () => Promise.resolve(),
  }: RelatedPairsOptions = {},
): Promise<RelatedPair[]> {
  const near = candidates(models.map(modelVectors))
  const layers = new Map<number, ComparedLayers>()
  const layersOf = (model: number): ComparedLayers => {
    const known = layers.get(model)
    if (known !== undefined) return known
    const made = { vectors: layerVectors(models[model]!), units: hiddenUnits(models[model]!) }
    layers.set(model, made)
    return made
  }
  const tested: (Omit<RelatedPair, 'log10P'> & { readonly log10P: number })[] = []
  for (const { left, right } of near) {
    const { pairs, isFound } = alignLayers(layersOf(left), layersOf(right))
    const found = relation(layersOf(left).units, layersOf(right).units, pairs)
    tested.push({
      left,
      right,
      log10P:
        found.inPlace.units + found.matched.units > 0 ? found.log10P : inPlaceLog10P(models[left]!, models[right]!),
      unitsInPlace: found.shareInPlace,
      layers: isFound ? pairs : ([] as readonly LayerPair[]),
      isSameFunction: isSameFunction(left, right),
    })
    onPair(tested.length, near.length)
    await giveTurn()
  }
  const all = (models.length * (models.length - 1)) / 2
  const adjusted = holm(
    tested.map(({ log10P }) => log10P),
    all,
  )
  return tested.flatMap((pair, index) =>
    adjusted[index]! <= Math.log10(mostFalse) ? [{ ...pair, log10P: adjusted[index]! }] : [],
  )
}

/** Where no hidden units are sampled, the weights in place: their cosine beyond what unrelated models share. */
function inPlaceLog10P(left: readonly TensorSketch[], right: readonly TensorSketch[]): number {
  const { matrices } = compareSketches(left, right)
  if (matrices === null || matrices.cosine === null || matrices.cosineError === null) return 0
  const beyond = matrices.cosine - commonCosine
  // The error of two that are near is far below that of unrelated ones, which the null model is about.
  return beyond <= 0 ? 0 : normalLogTail(beyond / Math.max(matrices.cosineError, commonCosine / 3))
}
