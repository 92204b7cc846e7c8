import type { Remark } from '../api/remark-contract.ts'
import type { Score, ScoredModel } from '../api/scores-contract.ts'
import { foldedRemarks } from './folded-remarks.ts'

/** What must be known beside some scores, by the names of the scored models. */
export function scoreRemarks({
  models,
  scores,
}: {
  readonly models: readonly Pick<ScoredModel, 'id' | 'name' | 'modelId'>[]
  readonly scores: readonly Pick<Score, 'scoredModelId' | 'remarks'>[]
}): Remark[] {
  const byId = new Map(models.map((model) => [model.id, model]))
  return foldedRemarks(
    scores.flatMap(({ scoredModelId, remarks }) => {
      const model = byId.get(scoredModelId)
      return model === undefined || model.modelId === null || remarks.length === 0
        ? []
        : [{ modelId: model.modelId, modelName: model.name, remarks }]
    }),
  )
}
