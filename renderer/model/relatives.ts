import type { Distances } from '../../engine/api/contract.ts'
import { distanceInterval, type Bounded } from '../../core/format/interval.ts'

export interface Relative {
  readonly modelId: string
  readonly name: string
  readonly similarity: Bounded
  readonly distance: Bounded
}

/** Similarity and distance of two models by their places in the matrices. */
export function pairOf(distances: Distances, row: number, column: number): { readonly similarity: Bounded; readonly distance: Bounded } {
  const similarity = {
    value: distances.similarity[row]?.[column] ?? NaN,
    lower: distances.lower[row]?.[column] ?? NaN,
    upper: distances.upper[row]?.[column] ?? NaN,
  }
  const value = distances.distance[row]?.[column] ?? NaN
  return { similarity, distance: { ...distanceInterval(distances.measure, similarity), value } }
}

/** All other models, nearest first. */
export function relativesOf(modelId: string, distances: Distances): readonly Relative[] {
  const row = distances.modelIds.indexOf(modelId)
  if (row < 0) return []
  return distances.modelIds
    .flatMap((id, column): Relative[] => (column === row ? [] : [{ modelId: id, name: distances.models[column] ?? id, ...pairOf(distances, row, column) }]))
    .sort((a, b) => a.distance.value - b.distance.value)
}
