import type { SeededGenerator } from '../random/seeded-generator.ts'
import type { LayerUnits } from './hidden-units.ts'

/**
 * The units of a model whose residual stream had its columns in another order: all buckets of signatures are exchanged
 * and change their signs, alike in all layers. Columns have no order that unrelated models could share, so this is a
 * model with the same inner structure that is surely not related.
 *
 * Two such models, by an order and by its inverse: to compare another model with the second is to compare the one
 * rekeyed by the order with the first, so that both together do not depend on which of two models is rekeyed.
 */
export function rekeyed(
  layers: readonly LayerUnits[],
  generator: SeededGenerator,
): readonly [LayerUnits[], LayerUnits[]] {
  const width = layers[0]?.width ?? 0
  const matching = signedOrder(width, generator)
  const testing = signedOrder(width, generator)
  return [rekeyedBy(layers, matching, testing), rekeyedBy(layers, inverse(matching), inverse(testing))]
}

function rekeyedBy(layers: readonly LayerUnits[], matching: SignedOrder, testing: SignedOrder): LayerUnits[] {
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

function inverse({ order, signs }: SignedOrder): SignedOrder {
  const inverseOrder = new Int32Array(order.length)
  order.forEach((source, bucket) => (inverseOrder[source] = bucket))
  return { order: inverseOrder, signs: Int8Array.from(inverseOrder, (source) => signs[source]!) }
}

function exchanged(vectors: Float32Array, { order, signs }: SignedOrder): Float32Array {
  const width = order.length
  const result = new Float32Array(vectors.length)
  for (let at = 0; at < vectors.length; at += width)
    for (let k = 0; k < width; k += 1) result[at + k] = signs[k]! * vectors[at + order[k]!]!
  return result
}
