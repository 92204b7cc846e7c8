import { tensorRole } from '../../core/lineage/tensor-role.ts'
import { normalDeviates } from '../../core/random/normal-deviate.ts'
import type { SeededGenerator } from '../../core/random/seeded-generator.ts'
import { shuffle } from '../../core/random/shuffle.ts'
import { isMatrix, isOfLayer, mapTensors, type Model, tensorNamed } from './model.ts'

/** What a training really changed, by tensor: its weights less those it began with, in two parts. */
export type RealStep = ReadonlyMap<string, StepOfTensor>

interface StepOfTensor {
  /** At a right angle to the weights it began with. */
  readonly across: Float32Array
  /** What the weights grew by, as a share: below 0 where they were decayed. */
  readonly growth: number
}

export function realStep(before: Model, after: Model): RealStep {
  return new Map(
    before.tensors.map((tensor) => {
      const from = tensor.values
      const to = tensorNamed(after, tensor.name).values
      let [inner, squares] = [0, 0]
      for (let index = 0; index < from.length; index += 1) {
        inner += from[index]! * (to[index]! - from[index]!)
        squares += from[index]! ** 2
      }
      const growth = squares === 0 ? 0 : inner / squares
      return [tensor.name, { across: from.map((value, index) => to[index]! - (1 + growth) * value), growth }]
    }),
  )
}

export interface Finetuning {
  /** How long the step is, in those that were really made. */
  readonly strength: number
  /** Share of the step's square that is random. */
  readonly random: number
  /**
   * Share of the step's square that all finetunes of a family have in common: of really made steps of siblings the
   * cosine is .01 to .35, of those of parent and child -.06 to .08.
   */
  readonly common: number
  /**
   * What weight decay takes of the matrices' squares, in squared lengths of the step. With AdamW of rate r, decay d and
   * weights of size s it is about 2 d s^2 / (r k), where k steps in a row agree: .5 with r 1e-5, d .1, s .02 and k 16.
   */
  readonly decay: number
}

/**
 * A model as another training would have left it: each tensor is changed by one of the real steps, longer or shorter,
 * with its rows exchanged, as another training moves other rows; by some of the first real step, as it is; and at
 * random. What the step does to the weights' length grows with its square, as in a random walk.
 */
export function finetuned(
  model: Model,
  steps: readonly RealStep[],
  { strength, random, common, decay }: Finetuning,
  generator: SeededGenerator,
): Model {
  const deviate = normalDeviates(generator)
  const drawn = model.tensors.map((tensor) => {
    const { across, growth } = steps[generator.integer(steps.length)]!.get(tensor.name)!
    const shared = steps[0]!.get(tensor.name)!.across
    const moved = rowsExchanged(across, tensor.dimensions, generator)
    const length = strength * Math.exp(0.2 * deviate()) * Math.sqrt(squaresOf(across))
    const factors = [
      Math.sqrt(Math.max(0, 1 - random - common) / squaresOf(across)),
      Math.sqrt(common / squaresOf(shared)),
      Math.sqrt(random / across.length),
    ] as const
    const step = new Float32Array(across.length)
    for (let at = 0; at < step.length; at += 1)
      step[at] = length * (factors[0] * moved[at]! + factors[1] * shared[at]! + factors[2] * deviate())
    return { growth: (length ** 2 / squaresOf(across)) * growth, step: acrossOf(step, tensor.values) }
  })
  const matrices = [...drawn.keys()].filter((index) => isMatrix(model.tensors[index]!))
  const stepSquares = matrices.reduce((sum, index) => sum + squaresOf(drawn[index]!.step), 0)
  const weightSquares = matrices.reduce((sum, index) => sum + squaresOf(model.tensors[index]!.values), 0)
  const shrunk = (decay * stepSquares) / weightSquares / 2
  return mapTensors(model, (tensor, index) => {
    const { growth, step } = drawn[index]!
    const factor = 1 + growth - (isMatrix(tensor) ? shrunk : 0)
    const values = new Float32Array(step.length)
    for (let at = 0; at < values.length; at += 1) values[at] = factor * tensor.values[at]! + step[at]!
    return { ...tensor, values }
  })
}

/** Without the part along some weights. */
function acrossOf(step: Float32Array, weights: Float32Array): Float32Array {
  let inner = 0
  for (let at = 0; at < step.length; at += 1) inner += step[at]! * weights[at]!
  const share = inner / squaresOf(weights)
  for (let at = 0; at < step.length; at += 1) step[at]! -= share * weights[at]!
  return step
}

/** Rows in another order; of a vector, its values. */
function rowsExchanged(values: Float32Array, dimensions: readonly number[], generator: SeededGenerator): Float32Array {
  const columns = dimensions.length > 1 ? dimensions[0]! : 1
  const order = Array.from({ length: values.length / columns }, (_, row) => row)
  shuffle(order, generator)
  const moved = new Float32Array(values.length)
  order.forEach((row, place) => moved.set(values.subarray(row * columns, (row + 1) * columns), place * columns))
  return moved
}

/**
 * A model with matrices of low rank added to queries and values: a random projection of a real step, as where one of
 * the two factors keeps its random start, or both factors random. `size` is over the length of the weights.
 */
export function lowRankAdapted(
  model: Model,
  step: RealStep,
  { rank, size, isRandom }: { readonly rank: number; readonly size: number; readonly isRandom: boolean },
  generator: SeededGenerator,
): Model {
  const deviate = normalDeviates(generator)
  return mapTensors(model, (tensor) => {
    if (!/^attn_[qv]\.weight$/.test(tensorRole(tensor.name).role)) return tensor
    const columns = tensor.dimensions[0]!
    const rows = tensor.values.length / columns
    const { across } = step.get(tensor.name)!
    const down = Float64Array.from({ length: rank * columns }, deviate)
    const up = Float64Array.from({ length: rows * rank }, (_, index) => {
      if (isRandom) return deviate()
      const [row, factor] = [Math.floor(index / rank), index % rank]
      let sum = 0
      for (let column = 0; column < columns; column += 1)
        sum += across[row * columns + column]! * down[factor * columns + column]!
      return sum
    })
    const added = tensor.values.map((_, index) => {
      const [row, column] = [Math.floor(index / columns), index % columns]
      let sum = 0
      for (let factor = 0; factor < rank; factor += 1)
        sum += up[row * rank + factor]! * down[factor * columns + column]!
      return sum
    })
    const scale = (size * Math.sqrt(squaresOf(tensor.values))) / Math.sqrt(squaresOf(added))
    return { ...tensor, values: tensor.values.map((value, index) => value + scale * added[index]!) }
  })
}

/** A model of the same shape that was never trained: normal weights of each matrix's size, norms of 1. */
export function initialised(model: Model, generator: SeededGenerator): Model {
  const deviate = normalDeviates(generator)
  return mapTensors(model, (tensor) => {
    const size = isMatrix(tensor) ? rootMeanSquare(tensor.values) : 0
    return { ...tensor, values: tensor.values.map(() => (size === 0 ? 1 : size * deviate())) }
  })
}

/** The same weights with noise, a share of each matrix's size. */
export function noisy(model: Model, share: number, generator: SeededGenerator): Model {
  const deviate = normalDeviates(generator)
  return mapTensors(model, (tensor) => {
    if (!isMatrix(tensor) || !isOfLayer(tensor)) return tensor
    const size = share * rootMeanSquare(tensor.values)
    return { ...tensor, values: tensor.values.map((value) => value + size * deviate()) }
  })
}

/** Distance of the matrices of two models' layers over their length. */
export function relativeStep(before: Model, after: Model): number {
  let [distance, length] = [0, 0]
  for (const [index, tensor] of before.tensors.entries()) {
    if (!isMatrix(tensor) || !isOfLayer(tensor)) continue
    const { values } = after.tensors[index]!
    for (let at = 0; at < values.length; at += 1) distance += (values[at]! - tensor.values[at]!) ** 2
    length += squaresOf(tensor.values)
  }
  return Math.sqrt(distance / length)
}

export function squaresOf(values: Float32Array): number {
  let sum = 0
  for (let index = 0; index < values.length; index += 1) sum += values[index]! ** 2
  return sum
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(squaresOf(values) / values.length)
}
