import { tensorRole } from '../../../core/lineage/tensor-role.ts'
import type { SeededGenerator } from '../../../core/random/seeded-generator.ts'
import { shuffle } from '../../../core/random/shuffle.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import type { PlainTensor } from './reference-sketches.ts'

/** The layers of a model in another order, some of them left out or repeated: layer i is what `order[i]` was. */
export function withLayers(tensors: readonly PlainTensor[], order: readonly number[]): PlainTensor[] {
  return order.flatMap((source, layer) =>
    tensors
      .filter(({ name }) => tensorRole(name).layer === source)
      .map((tensor) => ({ ...tensor, name: `blk.${layer}.${tensorRole(tensor.name).role}` })),
  )
}

/**
 * A model of the same function: hidden units of each layer in another order, signs of the residual stream's columns
 * changed, and the scale of the norm before the feed-forward part moved into its matrices.
 */
export function rearranged(tensors: readonly PlainTensor[], generator: SeededGenerator): PlainTensor[] {
  const width = tensors.find(({ name }) => name === 'blk.0.ffn_norm.weight')!.values.length
  const signs = Array.from({ length: width }, () => 2 * generator.integer(2) - 1)
  const orders = new Map<number, number[]>()
  return tensors.map((tensor) => {
    const { layer, role } = tensorRole(tensor.name)
    if (layer === null) return tensor
    const norm = tensors.find(({ name }) => name === `blk.${layer}.ffn_norm.weight`)!.values
    const [rowLength, rows] = [tensor.dimensions[0]!, tensor.dimensions[1] ?? 1]
    const at = (row: number, column: number): number => tensor.values[row * rowLength + column]!
    const made = (value: (row: number, column: number) => number): PlainTensor => ({
      ...tensor,
      values: Float32Array.from({ length: tensor.values.length }, (_, index) =>
        value(Math.floor(index / rowLength), index % rowLength),
      ),
    })
    if (!orders.has(layer)) {
      const units = tensors.find(({ name }) => name === `blk.${layer}.ffn_up.weight`)!.dimensions[1]!
      const order = Array.from({ length: units }, (_, unit) => unit)
      shuffle(order, generator)
      orders.set(layer, order)
    }
    const order = orders.get(layer)!
    if (role === 'ffn_norm.weight') return made(() => 1)
    if (role === 'ffn_gate.weight' || role === 'ffn_up.weight')
      return made((row, column) => at(order[row]!, column) * signs[column]! * norm[column]!)
    if (role === 'ffn_down.weight') return made((row, column) => at(row, order[column]!) * signs[row]!)
    if (/^attn_[qkv]\.weight$/.test(role)) return made((row, column) => at(row, column) * signs[column]!)
    if (role === 'attn_output.weight' && rows === width) return made((row, column) => at(row, column) * signs[row]!)
    return tensor
  })
}

/** Each dense feed-forward part becomes experts: copies with noise, a share of the weights' root mean square. */
export function upcycled(
  tensors: readonly PlainTensor[],
  experts: number,
  noise: number,
  generator: SeededGenerator,
): PlainTensor[] {
  const next = normalDeviates(generator)
  return tensors.map((tensor) => {
    const { layer, role } = tensorRole(tensor.name)
    if (layer === null || !/^ffn_(gate|up|down)\.weight$/.test(role)) return tensor
    const values = Array.from(tensor.values)
    const scale = noise * Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
    return {
      name: tensor.name.replace('.weight', '_exps.weight'),
      dimensions: [...tensor.dimensions, experts],
      values: Float32Array.from({ length: experts * values.length }, (_, index) => {
        return values[index % values.length]! + scale * next()
      }),
    }
  })
}

/** The same model without `ffn_gate`, as in architectures that have none. */
export function ungated(tensors: readonly PlainTensor[]): PlainTensor[] {
  return tensors.filter(({ name }) => tensorRole(name).role !== 'ffn_gate.weight')
}
