import type { Distances } from '../../engine/api/contract.ts'
import { boundedPair, type BoundedPair } from '../../core/similarity/bounded.ts'

interface Relative extends BoundedPair {
  readonly modelId: string
  readonly name: string
}

/** All other models, nearest first. */
export function relativesOf(modelId: string, distances: Distances): readonly Relative[] {
  const row = distances.modelIds.indexOf(modelId)
  if (row < 0) return []
  return distances.modelIds
    .flatMap((id, column): Relative[] =>
      column === row
        ? []
        : [{ modelId: id, name: distances.models[column] ?? id, ...boundedPair(distances, row, column) }],
    )
    .sort((a, b) => a.distance.value - b.distance.value)
}
