import { type SampledUnits, unitBuckets } from './tensor-sketch.ts'
import { addMoments, type Square } from './whitening.ts'

/** They go with their units: the search for candidates and the test of a pair both want them. */
const known = new WeakMap<SampledUnits, Square>()

/** Sums of the products of buckets of signatures over the units of a layer, around their mean; not to be changed. */
export function unitMoments(units: SampledUnits): Square {
  const before = known.get(units)
  if (before !== undefined) return before
  const around = centred(units.signatures, unitBuckets)
  const moments = new Float64Array(unitBuckets * unitBuckets)
  addMoments(moments, around, around, unitBuckets)
  for (let i = 0; i < unitBuckets; i += 1)
    for (let j = 0; j < i; j += 1) moments[j * unitBuckets + i] = moments[i * unitBuckets + j]!
  known.set(units, moments)
  return moments
}

/** Vectors without their mean. */
export function centred(vectors: Float64Array | Float32Array, width: number): Float64Array {
  const count = vectors.length / width
  const mean = new Float64Array(width)
  for (let at = 0; at < vectors.length; at += width)
    for (let k = 0; k < width; k += 1) mean[k]! += vectors[at + k]! / count
  const result = new Float64Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width)
    for (let k = 0; k < width; k += 1) result[at + k] = vectors[at + k]! - mean[k]!
  return result
}
