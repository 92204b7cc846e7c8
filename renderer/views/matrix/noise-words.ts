import { significant } from '../../../core/format/quantity.ts'
import type { Distances } from '../../../engine/api/contract.ts'

/** What the engine's noise means for a pair: whether it can be told apart, and what it may move the similarity by. */
export function noiseWords(distances: Distances, pair: readonly [string, string]): string[] {
  const [row, column] = pair.map((id) => distances.modelIds.indexOf(id)) as [number, number]
  const margin = row === column ? 0 : (distances.noise?.[row]?.[column] ?? 0)
  const isSame = row !== column && distances.same.some((group) => pair.every((id) => group.includes(id)))
  return [
    ...(isSame ? ['the same within the noise'] : []),
    ...(margin === 0 ? [] : [`similarity ${significant(margin, 1)} on either side for the engine's noise`]),
  ]
}
