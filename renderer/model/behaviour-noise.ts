import { significant } from '../../core/format/quantity.ts'
import type { Distances } from '../../engine/api/contract.ts'

/**
 * How far two models are apart beside the engine's noise: whether they can be told apart, and how many times the margin
 * for the noise their similarity lies below 1.
 */
export function behaviourNoise(distances: Distances, pair: readonly [string, string]): string {
  const [row, column] = pair.map((id) => distances.modelIds.indexOf(id)) as [number, number]
  const margin = distances.noise?.[row]?.[column] ?? 0
  if (distances.same.some((group) => pair.every((id) => group.includes(id)))) return 'The same within the noise.'
  if (margin === 0)
    return 'Rounding was not measured, or moves the similarity by too little to count; the bounds leave it out.'
  const below = 1 - distances.similarity[row]![column]!
  return `Told apart: the similarity lies ${significant(below, 2)} below 1, ${significant(below / margin, 2)} times what rounding may move it by (${significant(margin, 1)}).`
}
