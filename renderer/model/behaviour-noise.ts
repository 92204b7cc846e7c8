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
  if (margin === 0) return 'No margin for the engine’s noise is part of the bounds.'
  const below = 1 - distances.similarity[row]![column]!
  return `Told apart: the similarity lies ${significant(below, 2)} below 1, ${significant(below / margin, 2)} times the margin for the engine’s noise (${significant(margin, 1)}).`
}
