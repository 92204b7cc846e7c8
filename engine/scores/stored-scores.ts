import type { ScoredTable } from '../../core/scaling/score-columns.ts'
import type { FamilyStores } from '../library/library-families.ts'
import { tableWithFamilies } from './table-with-families.ts'

/** The table of scores with what fits need of it, since it is copied to their threads. */
export function storedScores(stores: FamilyStores): ScoredTable {
  const { models, scores } = tableWithFamilies(stores)
  return {
    models: models.map(({ id, name, family, parameters, tokens, flops }) => ({
      id,
      name,
      family,
      parameters,
      tokens,
      flops,
    })),
    scores: scores.map(({ scoredModelId, benchmark, metric, shots, value, source }) => ({
      scoredModelId,
      benchmark,
      metric,
      shots,
      value,
      source,
    })),
  }
}
