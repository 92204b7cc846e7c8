import { useMemo } from 'react'
import { boundedPair } from '../../../core/similarity/bounded.ts'
import { kinship, type Kinship, type ModelEvidence } from '../../../engine/analyses/model-sentence.ts'
import { lineageSentences } from '../../../engine/analyses/lineage-sentences.ts'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import type { Distances, ModelSummary } from '../../../engine/api/contract.ts'
import { declaredBaseText } from '../../model/declared-base.ts'
import { useComparison } from '../comparison/use-comparison.ts'
import { useDistances } from '../comparison/use-distances.ts'
import { everyModel, useLineage } from '../lineage/use-lineage.ts'

interface LibraryKinship {
  /** By the id of a model; those of which nothing is known are left out. */
  readonly ofModel: ReadonlyMap<string, Kinship>
  /** Of the models whose weights are read; null while fewer than two are. */
  readonly lineage: Lineage | null
}

/**
 * What each model of the library is to the others, by weights, else by behaviour, else by its header. Behaviour is
 * compared only where it has something to add.
 */
export function useKinship(models: readonly ModelSummary[]): LibraryKinship {
  const { call, unread } = useLineage(everyModel)
  const comparison = useComparison()
  const lineage = call.answer?.output ?? null
  const isAdding = unread.length > 0 || lineage === null
  const { answer } = useDistances(isAdding ? comparison : { state: 'loading' })
  const distances = isAdding ? answer?.output : undefined
  return useMemo(() => {
    const clauseOf = lineage === null ? null : lineageSentences(lineage).ofModel
    const read = new Set(lineage?.modelIds)
    const ofModel = new Map<string, Kinship>()
    for (const model of models) {
      const told = kinship(
        {
          modelId: model.id,
          lineage: read.has(model.id) ? lineage : null,
          ...behaviour(model.id, distances),
          declaredBase: declaredBaseText(model),
        },
        read.has(model.id) ? clauseOf : null,
      )
      if (told !== null) ofModel.set(model.id, told)
    }
    return { ofModel, lineage }
  }, [models, lineage, distances])
}

/** The nearest model by behaviour, and those that behave the same within the noise. */
function behaviour(modelId: string, distances: Distances | undefined): Pick<ModelEvidence, 'same' | 'nearest'> {
  const row = distances?.modelIds.indexOf(modelId) ?? -1
  if (distances === undefined || row < 0) return { same: [], nearest: null }
  const nameOf = (id: string): string => distances.models[distances.modelIds.indexOf(id)] ?? id
  const group = distances.same.find((ids) => ids.includes(modelId)) ?? []
  let nearest: ModelEvidence['nearest'] = null
  for (const [column, name] of distances.models.entries()) {
    if (column === row) continue
    const { distance } = boundedPair(distances, row, column)
    if (nearest === null || distance.value < nearest.distance.value) nearest = { name, distance }
  }
  return { same: group.filter((id) => id !== modelId).map(nameOf), nearest }
}
