import { wholePair } from './compare-sketches.ts'
import { keptLengths, type KeptLengths } from './kept-lengths.ts'
import type { LayerPair } from './layer-alignment.ts'
import { chanceOfGrowth, growthOfTensors, type LengthGrowth, type TensorGrowth } from './length-growth.ts'
import { nearestUnits } from './nearest-units.ts'
import { typeNoise } from './quantization-noise.ts'
import { type SampledLayer, sampledLayers, type SampledMatrix } from './sampled-layers.ts'
import { rowDistance } from './signature-distance.ts'
import type { TensorSketch } from './tensor-sketch.ts'
import type { UnitPair } from './unit-match.ts'
import { weightChange } from './weight-change.ts'

/**
 * How far two models are from each other by the hidden units of their feed-forward parts, whatever order, signs and
 * scales these have: the rows that lead into each unit, folded with the norm before them, of the longest units that
 * were found in both.
 */
export interface UnitDistance {
  /** Units that were found in both models. */
  readonly units: number
  /** Of so many that are sampled in the model with fewer. */
  readonly sampledUnits: number
  /**
   * Root of the mean, over matrices, of the squared distance of the matched rows over their mean squared length. Its
   * error holds that of the conversion from signatures.
   */
  readonly relativeDistance: number
  readonly relativeDistanceError: number
  /** Up to this the rounding of signatures and of the types may be all of it. */
  readonly floor: number
  /** The same of all weights of these matrices at their positions; null where their shapes differ. */
  readonly inPlaceDistance: number | null
  /** What lengths say of attention, whose heads are not matched. */
  readonly attention: KeptLengths['attention']
}

export interface MatchedUnits extends UnitDistance {
  /** Whether no matrix whose length no rearranging changes has another one. */
  readonly haveSameLengths: boolean
  /** What the direction of a training rests on: the lengths of the matched rows and those of output matrices. */
  readonly growth: LengthGrowth | null
  readonly matrices: readonly MatchedMatrix[]
}

/** The matched rows of one matrix. */
export interface MatchedMatrix extends LayerPair {
  /** In the left model. */
  readonly name: string
  readonly units: number
  readonly relativeDistance: number
  readonly relativeDistanceError: number
}

/** Fewer units of a layer than this tell nothing. */
const fewestUnits = 4
/**
 * Of a distance, standard error of the conversion: in layers of trained models distances are 0.95 to 1.05 of what they
 * are by all weights of the rows, where a few columns have far larger weights than others 0.85.
 */
const conversionError = 0.05
/** Standard deviations of the rounding up to which a squared distance may be all rounding. */
const roundingDeviations = 3
/**
 * Times the noise of the types: 1.9 as for quantizations in place, and more where a norm was scaled, so that blocks
 * hold columns of unlike size (2.4 where factors are spread over 1/2 to 2).
 */
const mostNoise = 2.6
/** Above this share of the whole, a change of lengths is no training's: units were scaled. */
const mostRadial = 0.5

/**
 * Null where too few units were found in both.
 *
 * @param layers that stand for each other; where there is none, layers of one number do
 */
export function matchedUnits(
  left: readonly TensorSketch[],
  right: readonly TensorSketch[],
  layers: readonly LayerPair[],
): MatchedUnits | null {
  const [ofLeft, ofRight] = [byLayer(left), byLayer(right)]
  const pairs =
    layers.length > 0 ? layers : [...ofLeft.keys()].map((layer): LayerPair => ({ left: layer, right: layer }))
  const parts = pairs.flatMap((pair) => {
    const [leftLayer, rightLayer] = [ofLeft.get(pair.left), ofRight.get(pair.right)]
    return leftLayer === undefined || rightLayer === undefined ? [] : [matchedLayer(pair, leftLayer, rightLayer)]
  })
  const matrices = parts.flatMap(({ matrices: of }) => of)
  if (matrices.length === 0) return null
  const sum = (of: (matrix: Matched) => number): number => matrices.reduce((total, matrix) => total + of(matrix), 0)
  const n = matrices.length
  const kept = keptLengths(left, right, pairs)
  const inPlace = matrices.map((matrix) => matrix.inPlace)
  const squared = sum((matrix) => matrix.squared) / n
  const squaredError = Math.sqrt(sum((matrix) => matrix.squaredError ** 2)) / n
  const rounding = Math.sqrt(sum((matrix) => matrix.rounding ** 2)) / n
  return {
    units: parts.reduce((total, { units }) => total + units, 0),
    sampledUnits: parts.reduce((total, { sampledUnits }) => total + sampledUnits, 0),
    ...rootOf(squared, squaredError),
    floor: Math.sqrt(roundingDeviations * rounding + (mostNoise * sum((matrix) => matrix.noise)) / n),
    inPlaceDistance: inPlace.some((of) => of === null)
      ? null
      : Math.sqrt(inPlace.reduce<number>((total, of) => total + of!, 0) / n),
    growth: growthOfUnits(matrices, left, right),
    attention: kept.attention,
    haveSameLengths: kept.areSame,
    matrices: matrices.map(({ name, left: layer, right: rightLayer, units, squared: of, squaredError: error }) => ({
      name,
      left: layer,
      right: rightLayer,
      units,
      ...rootOf(of, error),
    })),
  }
}

/** Whether all that is known of two models is that they are the same function, rearranged. */
export function isWithinFloor({
  relativeDistance,
  relativeDistanceError,
  floor,
  haveSameLengths,
}: MatchedUnits): boolean {
  return relativeDistance - relativeDistanceError <= floor && haveSameLengths
}

/** Whether units stand otherwise in one model than in the other: matched they are twice as near, at least. */
export function areRearranged({ relativeDistance, floor, inPlaceDistance }: UnitDistance): boolean {
  return inPlaceDistance !== null && inPlaceDistance > 2 * Math.max(relativeDistance, floor)
}

/** Without what concerns single layers. */
export function unitDistance({
  units,
  sampledUnits,
  relativeDistance,
  relativeDistanceError,
  floor,
  inPlaceDistance,
  attention,
}: MatchedUnits): UnitDistance {
  return { units, sampledUnits, relativeDistance, relativeDistanceError, floor, inPlaceDistance, attention }
}

interface Matched extends LayerPair {
  readonly name: string
  readonly units: number
  /** Of the matched rows. */
  readonly weights: number
  /** Squared distance of the rows over their mean squared length, and its standard error by units. */
  readonly squared: number
  readonly squaredError: number
  /** Deviation of that by the rounding of signatures alone. */
  readonly rounding: number
  /** Squared distance of all weights in place over their mean squared length. */
  readonly inPlace: number | null
  /** Of the two types together. */
  readonly noise: number
  /** Squared length that the right rows have more, over the mean squared length. */
  readonly grown: number
  /** Squared change of the rows' lengths, over the mean squared length. */
  readonly radial: number
}

function byLayer(sketches: readonly TensorSketch[]): ReadonlyMap<number, SampledLayer> {
  return new Map(sampledLayers(sketches).map((layer) => [layer.layer, layer]))
}

function matchedLayer(
  pair: LayerPair,
  left: SampledLayer,
  right: SampledLayer,
): { readonly units: number; readonly sampledUnits: number; readonly matrices: readonly Matched[] } {
  const pairs = unitPairs(left, right)
  const sampledUnits = Math.min(left.up.units.rows.length, right.up.units.rows.length)
  if (pairs.length < fewestUnits) return { units: 0, sampledUnits, matrices: [] }
  const ups = matchedRows(pair, left.up, right.up, pairs, left.gate !== null)
  const gates =
    left.gate === null || right.gate === null ? [] : [matchedRows(pair, left.gate, right.gate, pairs, false)]
  return { units: pairs.length, sampledUnits, matrices: [...gates, ups] }
}

function unitPairs(left: SampledLayer, right: SampledLayer): readonly UnitPair[] {
  if (left.expertUnits !== null || right.expertUnits === null) return nearestUnits(left, right).pairs
  return nearestUnits(right, left).pairs.map((pair) => ({ left: pair.right, right: pair.left }))
}

/** @param isFreeInScale beside a gate `ffn_up` may be scaled against the columns of `ffn_down`: lengths do not count */
function matchedRows(
  pair: LayerPair,
  left: SampledMatrix,
  right: SampledMatrix,
  pairs: readonly UnitPair[],
  isFreeInScale: boolean,
): Matched {
  const { departure, departureError, rounding } = rowDistance(left.units, right.units, pairs)
  let [products, squares, radial, grown] = [0, 0, 0, 0]
  for (const units of pairs) {
    const [before, after] = [left.units.lengths[units.left]!, right.units.lengths[units.right]!]
    products += before * after
    squares += (before ** 2 + after ** 2) / 2
    radial += (after - before) ** 2
    grown += after ** 2 - before ** 2
  }
  const turned = squares === 0 ? 0 : (2 * products) / squares
  const inPlace = wholePair(left, right)
  return {
    ...pair,
    name: left.name,
    units: pairs.length,
    weights: pairs.length * left.dimensions[0]!,
    squared: isFreeInScale ? 2 * departure : turned * departure + (squares === 0 ? 0 : radial / squares),
    squaredError: 2 * departureError,
    rounding: 2 * rounding,
    inPlace: inPlace === null ? null : weightChange([inPlace]).relativeDistance ** 2,
    noise: (typeNoise(left.type) ?? 0) + (typeNoise(right.type) ?? 0),
    grown: squares === 0 ? 0 : grown / squares,
    radial: squares === 0 ? 0 : radial / squares,
  }
}

function rootOf(
  squared: number,
  error: number,
): { readonly relativeDistance: number; readonly relativeDistanceError: number } {
  const relativeDistance = Math.sqrt(squared)
  // Half of what one standard error to both sides makes of it: the usual one where that is small.
  const byUnits = (Math.sqrt(squared + error) - Math.sqrt(Math.max(0, squared - error))) / 2
  return { relativeDistance, relativeDistanceError: Math.hypot(byUnits, conversionError * relativeDistance) }
}

const outputs = ['attn_output', 'ffn_down'] as const

/**
 * By how much lengths grow in units of the step (see LengthGrowth): of matched rows, and of the output matrices of
 * their layers, whose step is taken for as long as that of the rows. None where units were scaled.
 */
function growthOfUnits(
  matrices: readonly Matched[],
  left: readonly TensorSketch[],
  right: readonly TensorSketch[],
): LengthGrowth | null {
  if (matrices.some(({ radial, squared }) => radial > mostRadial * squared)) return null
  const ofLeft = new Map(left.map((tensor) => [tensor.name, tensor]))
  const ofRight = new Map(right.map((tensor) => [tensor.name, tensor]))
  const changed = matrices.filter(({ squared, noise, rounding }) => squared > 4 * (noise + rounding))
  const ofOutputs = [...Map.groupBy(changed, ({ left: layer }) => layer).values()].flatMap((ofLayer) => {
    const { left: layer, right: rightLayer } = ofLayer[0]!
    const step = ofLayer.reduce((sum, { squared }) => sum + squared, 0) / ofLayer.length
    return outputs.flatMap((name): TensorGrowth[] => {
      const leftTensor = ofLeft.get(`blk.${layer}.${name}.weight`)
      const rightTensor = ofRight.get(`blk.${rightLayer}.${name}.weight`)
      if (leftTensor === undefined || rightTensor === undefined) return []
      const length = (leftTensor.sumOfSquares + rightTensor.sumOfSquares) / 2
      if (length === 0) return []
      const growth = (rightTensor.sumOfSquares - leftTensor.sumOfSquares) / length / step
      return [{ growth, chance: chanceOfGrowth(Math.sqrt(step), leftTensor.elements) }]
    })
  })
  const ofRows = changed.map(
    ({ grown, squared, weights }): TensorGrowth => ({
      growth: grown / squared,
      chance: chanceOfGrowth(Math.sqrt(squared), weights),
    }),
  )
  return growthOfTensors([...ofRows, ...ofOutputs])
}
