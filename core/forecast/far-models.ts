import { quantile } from '../sampling/quantile.ts'

/**
 * The distance beyond which a model is too far from the scored ones for a forecast to have been tested: `share` of the
 * held-out scored models were at most so far from the nearest model that their forecast could rest on. Undefined where
 * no model had any.
 *
 * @param distances models x models
 * @param tested each held-out model with the models that its forecast rests on
 */
export function farDistance(
  distances: readonly (readonly number[])[],
  tested: readonly { readonly model: number; readonly training: readonly number[] }[],
  share: number,
): number | undefined {
  const nearest = tested.flatMap(({ model, training }) =>
    training.length === 0 ? [] : [nearestDistance(distances[model]!, training)],
  )
  return nearest.length === 0 ? undefined : quantile(Float64Array.from(nearest).sort(), share)
}

/** Infinite where there are no others. */
export function nearestDistance(row: readonly number[], training: readonly number[]): number {
  return training.reduce((least, trained) => Math.min(least, row[trained]!), Infinity)
}
