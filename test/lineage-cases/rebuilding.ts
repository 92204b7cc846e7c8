import { tensorRole } from '../../core/lineage/tensor-role.ts'
import { normalDeviates } from '../../core/random/normal-deviate.ts'
import type { SeededGenerator } from '../../core/random/seeded-generator.ts'
import { type Matrices, type Rearrangement, rearrangements } from '../engine/fixtures/rearranged-model.ts'
import { isMatrix, isOfLayer, mapTensors, type Model, type Tensor, tensorNamed } from './model.ts'

/** Layer i of the result is what `order[i]` was. */
export function withLayers(model: Model, order: readonly number[]): Model {
  return {
    ...model,
    tensors: [
      ...model.tensors.filter((tensor) => !isOfLayer(tensor)),
      ...order.flatMap((source, layer) =>
        model.tensors
          .filter(({ name }) => tensorRole(name).layer === source)
          .map((tensor) => ({ ...tensor, name: `blk.${layer}.${tensorRole(tensor.name).role}` })),
      ),
    ],
  }
}

/** Only the hidden units of each layer that are kept: those of the longest rows of `ffn_down`'s columns, or any. */
export function withUnits(model: Model, share: number, areLongest: boolean, generator: SeededGenerator): Model {
  const keptOf = new Map<number, readonly number[]>()
  const kept = (layer: number): readonly number[] => {
    const known = keptOf.get(layer)
    if (known !== undefined) return known
    const up = tensorNamed(model, `blk.${layer}.ffn_up.weight`)
    const [columns, units] = [up.dimensions[0]!, up.dimensions[1]!]
    const ranks = Array.from({ length: units }, (_, unit) =>
      areLongest
        ? up.values.subarray(unit * columns, (unit + 1) * columns).reduce((sum, value) => sum + value * value, 0)
        : generator.real(),
    )
    // A multiple of 32, as kernels ask for.
    const count = Math.max(32, Math.round((share * units) / 32) * 32)
    const chosen = [...ranks.keys()]
      .sort((left, right) => ranks[right]! - ranks[left]!)
      .slice(0, count)
      .sort((left, right) => left - right)
    keptOf.set(layer, chosen)
    return chosen
  }
  return mapTensors(model, (tensor) => {
    const { layer, role } = tensorRole(tensor.name)
    if (layer === null || !/^ffn_(gate|up|down)\.weight$/.test(role)) return tensor
    return role === 'ffn_down.weight' ? columnsOf(tensor, kept(layer)) : rowsOf(tensor, kept(layer))
  })
}

/** Tokens of `rows` as they stand, and behind them new ones, of weights like those of the others. */
export function withVocabulary(
  model: Model,
  rows: readonly number[],
  added: number,
  generator: SeededGenerator,
): Model {
  const deviate = normalDeviates(generator)
  const tokens = [
    ...rows.map((row) => model.tokens[row]!),
    ...Array.from({ length: added }, () => 1_000_000 + generator.integer(1_000_000_000)),
  ]
  return {
    ...model,
    tokens,
    tensors: model.tensors.map((tensor) => {
      if (tensor.name !== 'token_embd.weight' && tensor.name !== 'output.weight') return tensor
      const chosen = rowsOf(tensor, rows)
      const columns = tensor.dimensions[0]!
      const size = Math.sqrt(tensor.values.reduce((sum, value) => sum + value * value, 0) / tensor.values.length)
      const values = new Float32Array(tokens.length * columns)
      values.set(chosen.values)
      for (let at = chosen.values.length; at < values.length; at += 1) values[at] = size * deviate()
      return { ...tensor, dimensions: [columns, tokens.length], values }
    }),
  }
}

/** Each dense feed-forward part becomes experts: copies with noise, a share of the weights' size. */
export function upcycled(model: Model, experts: number, noise: number, generator: SeededGenerator): Model {
  const deviate = normalDeviates(generator)
  return mapTensors(model, (tensor) => {
    const { layer, role } = tensorRole(tensor.name)
    if (layer === null || !/^ffn_(gate|up|down)\.weight$/.test(role)) return tensor
    const { values } = tensor
    const size = noise * Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
    return {
      ...tensor,
      name: tensor.name.replace('.weight', '_exps.weight'),
      dimensions: [...tensor.dimensions, experts],
      values: Float32Array.from(
        { length: experts * values.length },
        (_, index) => values[index % values.length]! + size * deviate(),
      ),
    }
  })
}

/** The same model without `ffn_gate`, as in architectures that have none. */
export function ungated(model: Model): Model {
  return { ...model, tensors: model.tensors.filter(({ name }) => tensorRole(name).role !== 'ffn_gate.weight') }
}

/** A model of the same function whose weights stand otherwise. */
export function rearranged(model: Model, kinds: readonly Rearrangement[], generator: SeededGenerator): Model {
  const matrices: Matrices = new Map(
    model.tensors.map(({ name, dimensions, values }) => [
      name,
      { columns: dimensions[0]!, rows: dimensions[1] ?? 1, weights: values },
    ]),
  )
  for (const kind of kinds) rearrangements[kind](matrices, model.heads, () => 2 * generator.real() - 1)
  return mapTensors(model, (tensor) => ({ ...tensor, values: matrices.get(tensor.name)!.weights }))
}

/** The same weights in rows of 256, which all types can hold: a model of another shape. */
export function inRowsOf256(model: Model): Model {
  return mapTensors(model, (tensor) =>
    isMatrix(tensor) && tensor.values.length % 256 === 0 && isOfLayer(tensor)
      ? { ...tensor, dimensions: [256, tensor.values.length / 256] }
      : tensor,
  )
}

function rowsOf(tensor: Tensor, rows: readonly number[]): Tensor {
  const columns = tensor.dimensions[0]!
  const values = new Float32Array(rows.length * columns)
  rows.forEach((row, place) => values.set(tensor.values.subarray(row * columns, (row + 1) * columns), place * columns))
  return { ...tensor, dimensions: [columns, rows.length], values }
}

function columnsOf(tensor: Tensor, chosen: readonly number[]): Tensor {
  const columns = tensor.dimensions[0]!
  const rows = tensor.values.length / columns
  return {
    ...tensor,
    dimensions: [chosen.length, rows],
    values: Float32Array.from({ length: rows * chosen.length }, (_, index) => {
      return tensor.values[Math.floor(index / chosen.length) * columns + chosen[index % chosen.length]!]!
    }),
  }
}
