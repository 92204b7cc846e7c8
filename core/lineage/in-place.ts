import { typeNoise } from './quantization-noise.ts'
import { folded, type TensorSketch } from './tensor-sketch.ts'
import { layerMatrices } from './weight-space.ts'

/** A matrix stands where the other does from this cosine on; unrelated ones have 0 to .01. */
const leastCosine = 0.2
/** Of the weights of the layers, this share stands in place where models can be compared weight by weight. */
const leastShare = 0.8
/**
 * Where most of the weights are as alike as this and a matrix is less than that, it was rearranged, perhaps in part:
 * training changes all of them.
 */
const nearCosine = 0.98
const farCosine = 0.7
/**
 * One direction and two lengths: a matrix was scaled, and what is read through it the other way round. Training that
 * changes a length by so much turns the matrix farther.
 */
const scalings: readonly { readonly leastRatio: number; readonly leastCosine: number }[] = [
  { leastRatio: 1.02, leastCosine: 1 - 1e-4 },
  { leastRatio: 1.15, leastCosine: 0.9 },
]
/**
 * Models that compute the same and are this far apart, over their length, beyond the noise of their types, are no
 * finetunes of each other.
 */
const mostOfSameFunction = 0.05

/**
 * Whether two models of one layout can be compared weight by weight: the matrices of their layers are alike at their
 * places and of like lengths. Units in another order, heads, signs or scales are not in place.
 */
export function isInPlace(
  left: readonly TensorSketch[],
  right: readonly TensorSketch[],
  isSameFunction: boolean | null,
): boolean {
  const [ours, theirs] = [layerMatrices(left), layerMatrices(right)]
  let weights = 0
  let standing = 0
  let near = 0
  let isAnyFar = false
  let distance = 0
  let length = 0
  for (const [index, one] of ours.entries()) {
    const other = theirs[index]!
    const { cosine, lengths, squaredDistance } = compared(one, other)
    weights += one.elements
    if (cosine >= leastCosine) standing += one.elements
    if (cosine >= nearCosine) near += one.elements
    if (cosine < farCosine) isAnyFar = true
    const ratio = Math.max(lengths[0] / lengths[1], lengths[1] / lengths[0])
    if (scalings.some(({ leastRatio, leastCosine: least }) => ratio >= leastRatio && cosine >= least)) return false
    const squaredLength = (lengths[0] ** 2 + lengths[1] ** 2) / 2
    const noise = (typeNoise(one.type) ?? 0) + (typeNoise(other.type) ?? 0)
    distance += Math.max(0, squaredDistance - 2 * noise * squaredLength)
    length += squaredLength
  }
  if (weights === 0 || standing < leastShare * weights) return false
  if (isAnyFar && near > weights / 2) return false
  return isSameFunction !== true || distance <= mostOfSameFunction ** 2 * length
}

function compared(
  one: TensorSketch,
  other: TensorSketch,
): { readonly cosine: number; readonly lengths: readonly [number, number]; readonly squaredDistance: number } {
  const buckets = Math.min(one.buckets.length, other.buckets.length)
  const [first, second] = [folded(one.buckets, buckets), folded(other.buckets, buckets)]
  let inner = 0
  let ofFirst = 0
  let ofSecond = 0
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    inner += first[bucket]! * second[bucket]!
    ofFirst += first[bucket]! ** 2
    ofSecond += second[bucket]! ** 2
  }
  const lengths = Math.sqrt(ofFirst * ofSecond)
  return {
    cosine: lengths === 0 ? 0 : inner / lengths,
    lengths: [Math.sqrt(one.sumOfSquares) || 1, Math.sqrt(other.sumOfSquares) || 1],
    squaredDistance: ofFirst + ofSecond - 2 * inner,
  }
}
