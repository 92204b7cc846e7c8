import { isMatrix, tensorRole } from './tensor-role.ts'
import type { SketchSource } from './sketch-source.ts'
import { folded, type TensorSketch, worthOfBuckets } from './tensor-sketch.ts'

/** A matrix of a layer that all models of a space have, in one shape. */
export interface SharedTensor {
  readonly name: string
  readonly layer: number
  readonly elements: number
}

/**
 * Models with the same matrices in their layers as points of one space: their sketches side by side. Lengths and angles
 * between them are those of the weights to within the error of the sketch. Vocabularies and vectors stay outside:
 * vocabularies may differ, and vectors are often stored or trained in another way.
 */
export interface WeightSpace {
  readonly tensors: readonly SharedTensor[]
  /** Where each tensor begins in a point, and behind the last their end: one more than tensors. */
  readonly offsets: readonly number[]
  /** One for each model. */
  readonly points: readonly Float32Array[]
  /** By model, then tensor: the exact sum of the squares of the weights. */
  readonly squares: readonly Float64Array[]
  /** By model, then tensor. */
  readonly types: readonly (readonly string[])[]
}

/** The matrices of a model's layers, in the order of their names. */
export function layerMatrices(sketches: readonly TensorSketch[]): TensorSketch[] {
  return sketches
    .filter(isLayerMatrix)
    .sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
}

/** What a model has beside the matrices of its layers: norms, biases and vocabularies. */
export function besideMatrices(sketches: readonly TensorSketch[]): TensorSketch[] {
  return sketches.filter((tensor) => !isLayerMatrix(tensor))
}

function isLayerMatrix({ name, dimensions, rows }: TensorSketch): boolean {
  return rows === null && isMatrix(dimensions) && tensorRole(name).layer !== null
}

/** The same for models whose weights can be compared in place. */
export function layoutOf(sketches: readonly TensorSketch[]): string {
  return layerMatrices(sketches)
    .map(({ name, dimensions }) => `${name} ${dimensions.join('x')}`)
    .join('\n')
}

/**
 * The space of models of one layout.
 *
 * @param mostBuckets of a point, at most as near as powers of two allow: many models are compared in fewer
 */
export function weightSpace({ models, sketchesOf }: SketchSource, mostBuckets = Infinity): WeightSpace {
  const numbers = Array.from({ length: models }, (_, model) => model)
  const first = models === 0 ? [] : layerMatrices(sketchesOf(0))
  const fewest = first.map(({ buckets }) => buckets.length)
  for (const model of numbers)
    for (const [tensor, { buckets }] of layerMatrices(sketchesOf(model)).entries())
      fewest[tensor] = Math.min(fewest[tensor]!, buckets.length)
  let counts = fewest
  for (let most = Math.max(0, ...fewest) / 2; sum(counts) > mostBuckets && most >= 1; most /= 2)
    counts = fewest.map((count) => Math.min(count, most))
  const offsets = [0]
  for (const count of counts) offsets.push(offsets.at(-1)! + count)
  const described = numbers.map((model) => {
    const matrices = layerMatrices(sketchesOf(model))
    const point = new Float32Array(offsets.at(-1)!)
    for (const [tensor, { buckets }] of matrices.entries()) point.set(folded(buckets, counts[tensor]!), offsets[tensor])
    return {
      point,
      squares: Float64Array.from(matrices, ({ sumOfSquares }) => sumOfSquares),
      types: matrices.map(({ type }) => type),
    }
  })
  return {
    tensors: first.map(({ name, elements }) => ({ name, layer: tensorRole(name).layer!, elements })),
    offsets,
    points: described.map(({ point }) => point),
    squares: described.map(({ squares }) => squares),
    types: described.map(({ types }) => types),
  }
}

/** Squared distances of two models, one for each tensor. */
export function tensorDistances({ tensors, offsets, points }: WeightSpace, left: number, right: number): Float64Array {
  const [from, to] = [points[left]!, points[right]!]
  return Float64Array.from(tensors, (_, tensor) => {
    let total = 0
    for (let at = offsets[tensor]!; at < offsets[tensor + 1]!; at += 1) total += (from[at]! - to[at]!) ** 2
    return total
  })
}

/**
 * What the buckets of two models are worth for the distance between them: fewer than there are where it lies in a few
 * tensors. Relative variance of the squared distance: 2 over that.
 */
export function worthOfSpace(space: WeightSpace, left: number, right: number): number {
  const { tensors, offsets } = space
  let total = 0
  let variance = 0
  for (const [tensor, distance] of tensorDistances(space, left, right).entries()) {
    total += distance
    variance += distance ** 2 / worthOfBuckets(offsets[tensor + 1]! - offsets[tensor]!, tensors[tensor]!.elements)
  }
  return variance === 0 ? offsets.at(-1)! : total ** 2 / variance
}

/** Squared distances of all models over all tensors, n * n row by row. */
export function squaredDistances({ points }: WeightSpace): Float64Array {
  const n = points.length
  const distances = new Float64Array(n * n)
  for (let left = 0; left < n; left += 1)
    for (let right = 0; right < left; right += 1) {
      const [from, to] = [points[left]!, points[right]!]
      let total = 0
      for (let at = 0; at < from.length; at += 1) total += (from[at]! - to[at]!) ** 2
      distances[left * n + right] = total
      distances[right * n + left] = total
    }
  return distances
}

/** The squared length of a model's weights. */
export function squaredLength({ squares }: WeightSpace, model: number): number {
  return sum([...squares[model]!])
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
