import { beginsAtRandom, longDimensions, tensorRole } from './tensor-role.ts'
import { folded, type TensorSketch } from './tensor-sketch.ts'

/** The matrices of a layer that begin at random as short vectors of length about 1, by role. */
export interface LayerVectors {
  readonly layer: number
  readonly byRole: ReadonlyMap<string, RoleVector>
}

export interface RoleVector {
  /** Of the matrix: only matrices of one shape are compared. */
  readonly shape: string
  /** A folded sketch over the matrix's length. */
  readonly vector: Float32Array
}

const mostVectorBuckets = 128

/** In the order of the layers. */
export function layerVectors(sketches: readonly TensorSketch[]): LayerVectors[] {
  const layers = new Map<number, Map<string, RoleVector>>()
  // All in one array: those of many models are held, and small arrays take twice their size.
  const vectors = new Float32Array(sketches.length * mostVectorBuckets)
  let at = 0
  for (const { name, dimensions, buckets, sumOfSquares } of sketches) {
    const { layer, role } = tensorRole(name)
    const lengths = longDimensions(dimensions)
    if (layer === null || lengths.length < 2 || sumOfSquares === 0 || !beginsAtRandom(role)) continue
    const values = folded(buckets, Math.min(mostVectorBuckets, buckets.length))
    const vector = vectors.subarray(at, at + values.length)
    const scale = 1 / Math.sqrt(sumOfSquares)
    for (let bucket = 0; bucket < vector.length; bucket += 1) vector[bucket] = values[bucket]! * scale
    at += vector.length
    if (!layers.has(layer)) layers.set(layer, new Map())
    layers.get(layer)!.set(role, { shape: lengths.join('x'), vector })
  }
  return [...layers].map(([layer, byRole]) => ({ layer, byRole })).sort((left, right) => left.layer - right.layer)
}

/**
 * How alike two layers are: the cosines of their matrices of one role and shape, added up, in standard deviations of
 * what unrelated matrices give; 0 where there are none.
 */
export function layerLikeness(left: LayerVectors, right: LayerVectors): number {
  let sum = 0
  let variance = 0
  for (const [role, leftMatrix] of left.byRole) {
    const rightMatrix = right.byRole.get(role)
    if (rightMatrix === undefined || rightMatrix.shape !== leftMatrix.shape) continue
    const buckets = Math.min(leftMatrix.vector.length, rightMatrix.vector.length)
    const [leftVector, rightVector] = [cut(leftMatrix.vector, buckets), cut(rightMatrix.vector, buckets)]
    for (let bucket = 0; bucket < buckets; bucket += 1) sum += leftVector[bucket]! * rightVector[bucket]!
    variance += 1 / buckets
  }
  return variance === 0 ? 0 : sum / Math.sqrt(variance)
}

function cut(vector: Float32Array, buckets: number): Float32Array {
  return vector.length === buckets ? vector : new Float32Array(folded(vector, buckets))
}
