import type { SeededGenerator } from '../random/seeded-generator.ts'
import type { LayerUnits } from './hidden-units.ts'

/**
 * The units of a model whose residual stream had its columns in another order: all buckets of signatures are exchanged
 * and change their signs, alike in all layers. Columns have no order that unrelated models could share, so this is a
 * model with the same inner structure that is surely not related.
 */
export function rekeyed(layers: readonly LayerUnits[], generator: SeededGenerator): LayerUnits[] {
  const width = layers[0]?.width ?? 0
  const matching = signedOrder(width, generator)
  const testing = signedOrder(width, generator)
  return layers.map((layer) => ({
    ...layer,
    matching: exchanged(layer.matching, matching),
    testing: exchanged(layer.testing, testing),
  }))
}

interface SignedOrder {
  readonly order: Int32Array
  readonly signs: Int8Array
}

function signedOrder(width: number, generator: SeededGenerator): SignedOrder {
  const order = Int32Array.from({ length: width }, (_, bucket) => bucket)
  for (let last = width - 1; last > 0; last -= 1) {
    const drawn = generator.integer(last + 1)
    const kept = order[last]!
    order[last] = order[drawn]!
    order[drawn] = kept
  }
  return { order, signs: Int8Array.from({ length: width }, () => 2 * generator.integer(2) - 1) }
}

function exchanged(vectors: Float64Array, { order, signs }: SignedOrder): Float64Array {
  const width = order.length
  const result = new Float64Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width)
    for (let k = 0; k < width; k += 1) result[at + k] = signs[k]! * vectors[at + order[k]!]!
  return result
}
