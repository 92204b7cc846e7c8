import { normalized } from './hidden-units.ts'
import { tensorRole } from './tensor-role.ts'
import { type TensorSketch, unitBuckets } from './tensor-sketch.ts'
import { bestMatches, productsOf } from './unit-match.ts'

/**
 * How alike the hidden units of two models are, whatever their order: the mean over the left model's sampled units of
 * the cosine to the likest unit of the same layer and matrix in the right one. 1 where they are the same, but for
 * rounding; about .5 where models are not related. Null where no layer can be compared.
 *
 * By the signatures as they are sketched: those that `hiddenUnits` makes for a test are whitened by all layers of a
 * model, so a unit that was copied has another one in a model with other layers.
 */
export function unitLikeness(left: readonly TensorSketch[], right: readonly TensorSketch[]): number | null {
  const rightUnitsOf = new Map(right.map(({ name, units }) => [name, units]))
  let total = 0
  let units = 0
  for (const { name, units: leftUnits } of left) {
    const rightUnits = rightUnitsOf.get(name) ?? null
    if (leftUnits === null || rightUnits === null || tensorRole(name).layer === null) continue
    const products = productsOf(
      normalized(leftUnits.signatures, unitBuckets),
      normalized(rightUnits.signatures, unitBuckets),
      unitBuckets,
    )
    const { leftProducts } = bestMatches(products, leftUnits.rows.length, rightUnits.rows.length)
    for (const cosine of leftProducts) total += cosine
    units += leftProducts.length
  }
  return units === 0 ? null : total / units
}
