import { ascending, quantile } from '../sampling/quantile.ts'
import { median } from '../statistics/median.ts'
import { mean } from '../statistics/moments.ts'
import { bestPath } from './best-path.ts'
import { hiddenUnits, type LayerUnits } from './hidden-units.ts'
import { layerLikeness, type LayerVectors, layerVectors } from './layer-vectors.ts'
import type { TensorSketch } from './tensor-sketch.ts'
import { bestMatches, productsOf } from './unit-match.ts'

/** Layers of two models that stand for each other, by their numbers. */
export interface LayerPair {
  readonly left: number
  readonly right: number
}

export interface LayerAlignment {
  readonly pairs: readonly LayerPair[]
  /** Whether layers were found alike, be it at their own numbers; else they are taken by their numbers. */
  readonly isFound: boolean
}

/** The layers of a model, as weights at their positions and as hidden units. */
export interface ComparedLayers {
  readonly vectors: readonly LayerVectors[]
  readonly units: readonly LayerUnits[]
}

export function comparedLayers(sketches: readonly TensorSketch[]): ComparedLayers {
  return { vectors: layerVectors(sketches), units: hiddenUnits(sketches) }
}

/** Standard deviations above the likeness of unrelated layers from which two are taken for each other. */
const leastLikeness = 4
/** What alike layers exceed that by, all together: one pair of many may by chance. */
const leastExcess = 8
/** A block of layers that was repeated goes back once; a layer alone does not. */
const stepBack = 8

/**
 * Which layers of two models stand for each other: where layers were taken out of one or repeated in it, the numbers
 * differ. Layers are compared at their numbers first, then each with each by their weights in place. Where nothing is
 * in place and the depths differ, by how well hidden units can be matched, which says nothing on how well the match
 * stands its test.
 */
export function alignLayers(left: ComparedLayers, right: ComparedLayers): LayerAlignment {
  const numbers = layersOfOneNumber(left.vectors, right.vectors)
  const isOfOneDepth = left.vectors.length === right.vectors.length
  const atNumbers = numbers.reduce(
    (total, [leftLayer, rightLayer]) => {
      const likeness = layerLikeness(leftLayer, rightLayer)
      return {
        excess: total.excess + likeness - leastLikeness,
        areAllAlike: total.areAllAlike && likeness > leastLikeness,
      }
    },
    { excess: 0, areAllAlike: numbers.length > 0 },
  )
  const byNumber = numbers.map(([leftLayer, rightLayer]) => ({ left: leftLayer.layer, right: rightLayer.layer }))
  if (isOfOneDepth && atNumbers.areAllAlike) return { pairs: byNumber, isFound: true }
  const inPlace = alignedBy(left.vectors, right.vectors, layerLikeness, (values) => values)
  const isKeptByNumber =
    isOfOneDepth && atNumbers.excess > leastExcess && inPlace.excess < atNumbers.excess + leastExcess
  if (isKeptByNumber) return { pairs: byNumber, isFound: true }
  if (inPlace.excess > leastExcess) return { pairs: inPlace.pairs, isFound: true }
  if (isOfOneDepth) return { pairs: byNumber, isFound: false }
  const matched = alignedBy(left.units, right.units, matchStrength, standardized)
  return matched.excess > leastExcess ? { pairs: matched.pairs, isFound: true } : { pairs: byNumber, isFound: false }
}

function layersOfOneNumber(
  left: readonly LayerVectors[],
  right: readonly LayerVectors[],
): (readonly [left: LayerVectors, right: LayerVectors])[] {
  const byNumber = new Map(right.map((layer) => [layer.layer, layer]))
  return left.flatMap((layer) => {
    const rightLayer = byNumber.get(layer.layer)
    return rightLayer === undefined ? [] : [[layer, rightLayer] as const]
  })
}

/** Each layer of the deeper model gets one of the other, or none. `excess`: what their likeness is above the least. */
function alignedBy<Layer extends { readonly layer: number }>(
  left: readonly Layer[],
  right: readonly Layer[],
  likeness: (deepLayer: Layer, shallowLayer: Layer) => number,
  scaled: (values: Float64Array) => Float64Array,
): { readonly pairs: readonly LayerPair[]; readonly excess: number } {
  const isLeftDeeper = left.length >= right.length
  const [deep, shallow] = isLeftDeeper ? [left, right] : [right, left]
  if (shallow.length === 0) return { pairs: [], excess: 0 }
  const values = Float64Array.from(
    deep.flatMap((deepLayer) => shallow.map((shallowLayer) => likeness(deepLayer, shallowLayer))),
  )
  const scores = scaled(values).map((value) => value - leastLikeness)
  const path = bestPath(scores, deep.length, shallow.length, stepBack)
  const excess = path.reduce<number>(
    (sum, column, row) => sum + (column === null ? 0 : scores[row * shallow.length + column]!),
    0,
  )
  const pairs = path.flatMap((column, row) => {
    if (column === null) return []
    const [deepLayer, shallowLayer] = [deep[row]!.layer, shallow[column]!.layer]
    return [isLeftDeeper ? { left: deepLayer, right: shallowLayer } : { left: shallowLayer, right: deepLayer }]
  })
  return { pairs, excess }
}

/** How near the best match of a unit is, on average over the units of both layers. */
function matchStrength(left: LayerUnits, right: LayerUnits): number {
  if (left.width !== right.width || left.rows.length === 0 || right.rows.length === 0) return 0
  const products = productsOf(left.matching, right.matching, left.width)
  const { leftProducts, rightProducts } = bestMatches(products, left.rows.length, right.rows.length)
  return (mean(leftProducts) + mean(rightProducts)) / 2
}

/** Strengths of unrelated layers lie within about a hundredth of each other. */
const leastSpread = 0.01

/** Above the median, which is that of unrelated layers, over the spread below it. */
function standardized(values: Float64Array): Float64Array {
  const middle = median(values)
  const low = quantile(ascending(values), 1 / 6)
  const spread = Math.max(leastSpread, middle - low)
  return values.map((value) => (value - middle) / spread)
}
