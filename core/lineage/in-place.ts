import { wholePair } from './compare-sketches.ts'
import { typeNoise } from './quantization-noise.ts'
import { haveScaledNorms } from './scaled-norms.ts'
import type { TensorSketch } from './tensor-sketch.ts'
import { weightChange } from './weight-change.ts'
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
  return standingDistance(left, right, isSameFunction) !== null && !haveScaledNorms(left, right)
}

/**
 * The squared distance of the layers' matrices less the noise of their types, over their squared length, where these
 * stand in place; else null. Scale that moved into norms may be all of it.
 */
export function standingDistance(
  left: readonly TensorSketch[],
  right: readonly TensorSketch[],
  isSameFunction: boolean | null,
): number | null {
  const rightMatrices = layerMatrices(right)
  let weights = 0
  let standing = 0
  let near = 0
  let isAnyFar = false
  let distance = 0
  let length = 0
  for (const [index, matrix] of layerMatrices(left).entries()) {
    const rightMatrix = rightMatrices[index]!
    const { elements, cosine: known, squaredDistance } = weightChange([wholePair(matrix, rightMatrix)!])
    // Matrices of zeros have no direction: two of them are the same, and one is like no other.
    const cosine = known ?? (squaredDistance === 0 ? 1 : 0)
    weights += elements
    if (cosine >= leastCosine) standing += elements
    if (cosine >= nearCosine) near += elements
    if (cosine < farCosine) isAnyFar = true
    const squares = [matrix.sumOfSquares, rightMatrix.sumOfSquares]
    const ratio = Math.sqrt(Math.max(...squares) / Math.min(...squares))
    if (scalings.some(({ leastRatio, leastCosine: least }) => ratio >= leastRatio && cosine >= least)) return null
    const squaredLength = (squares[0]! + squares[1]!) / 2
    const noise = (typeNoise(matrix.type) ?? 0) + (typeNoise(rightMatrix.type) ?? 0)
    distance += Math.max(0, squaredDistance - 2 * noise * squaredLength)
    length += squaredLength
  }
  if (weights === 0 || standing < leastShare * weights) return null
  if (isAnyFar && near > weights / 2) return null
  if (isSameFunction === true && distance > mostOfSameFunction ** 2 * length) return null
  return length === 0 ? 0 : distance / length
}
