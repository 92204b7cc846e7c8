import { type LayerVectors, layerVectors } from './layer-vectors.ts'
import { tensorRole } from './tensor-role.ts'
import { type SampledUnits, type TensorSketch, unitBuckets } from './tensor-sketch.ts'
import { unitMoments } from './unit-moments.ts'

/** A model in two short vectors: inner products with those of another say whether to compare the two as wholes. */
export interface ModelVectors {
  /**
   * Of the layers' matrices as they stand, each of one length, added up over layers, whatever their numbers: the inner
   * product is about the mean cosine of matrices, less where one model has other layers.
   */
  readonly inPlace: Float32Array
  /** Of the hidden units in whatever order: which buckets of their signatures go together. */
  readonly orderFree: Float32Array
}

const slotBuckets = 128
const slots = 8
/** Pairs of buckets. */
const correlations = (unitBuckets * (unitBuckets - 1)) / 2

/** @param layers those of the sketches */
export function modelVectors(
  sketches: readonly TensorSketch[],
  layers: readonly LayerVectors[] = layerVectors(sketches),
): ModelVectors {
  return { inPlace: inPlaceVector(layers), orderFree: orderFreeVector(sketches) }
}

function inPlaceVector(layers: readonly LayerVectors[]): Float32Array {
  const sum = new Float64Array(slots * slotBuckets)
  let matrices = 0
  for (const { byRole } of layers) {
    for (const [role, { vector }] of byRole) {
      const slot = slotOf(role) * slotBuckets
      for (let bucket = 0; bucket < vector.length; bucket += 1) sum[slot + bucket]! += vector[bucket]!
      matrices += 1
    }
  }
  return Float32Array.from(sum, (value) => (matrices === 0 ? 0 : value / Math.sqrt(matrices)))
}

/** Roles in one slot add to each other's noise: those that most models have lie apart, all others by their names. */
const slotRoles = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down']

function slotOf(role: string): number {
  const name = role.replace(/(_exps)?\.weight$/, '')
  const slot = slotRoles.indexOf(name)
  if (slot >= 0) return slot
  let hash = 7
  // With this factor the matrices of a state space, and most of those of RWKV, have slots of their own.
  for (let index = 0; index < name.length; index += 1) hash = (Math.imul(hash, 131) + name.charCodeAt(index)) | 0
  return (hash >>> 0) % slots
}

function orderFreeVector(sketches: readonly TensorSketch[]): Float32Array {
  const result = new Float32Array(2 * correlations)
  for (const [part, kind] of ['gate', 'up'].entries()) {
    const units = sketches.flatMap(({ name, units: sampled }) =>
      sampled !== null && tensorRole(name).role.startsWith(`ffn_${kind}`) ? [sampled] : [],
    )
    result.set(correlationsOf(units), part * correlations)
  }
  return overLength(result)
}

/** Correlations between buckets over all units, each around the mean of its layer, as a vector of length 1 (or 0). */
function correlationsOf(layers: readonly SampledUnits[]): Float32Array {
  const moments = new Float64Array(unitBuckets * unitBuckets)
  for (const units of layers) {
    const ofLayer = unitMoments(units)
    for (let index = 0; index < moments.length; index += 1) moments[index]! += ofLayer[index]!
  }
  const result = new Float32Array(correlations)
  let at = 0
  for (let i = 0; i < unitBuckets; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const scale = Math.sqrt(moments[i * (unitBuckets + 1)]! * moments[j * (unitBuckets + 1)]!)
      result[at] = scale > 0 ? moments[i * unitBuckets + j]! / scale : 0
      at += 1
    }
  }
  return overLength(result)
}

function overLength(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return length > 0 ? vector.map((value) => value / length) : vector
}
