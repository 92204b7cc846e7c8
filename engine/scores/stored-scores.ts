import { columnName, type ScoreColumn } from '../../core/scaling/score-columns.ts'
import type { RemarkedTable } from '../analyses/sources.ts'
import type { FamilyStores } from '../library/library-families.ts'
import { scoreRemarks } from '../remarks/score-remarks.ts'
import { tableWithFamilies } from './table-with-families.ts'
import { type RemarkStores, withRemarks } from './table-with-remarks.ts'

/**
 * The table of scores with what fits need of it, since it is copied to their threads.
 *
 * @param columns that are fitted on or to: their scores have remarks
 * @param without ids of scored models that are left out
 */
export async function storedScores(
  stores: FamilyStores & RemarkStores,
  columns: readonly ScoreColumn[],
  without: readonly string[],
): Promise<RemarkedTable> {
  const { models, scores } = tableWithFamilies(stores)
  const names = new Set(columns.map(columnName))
  const left = new Set(without)
  const fitted = scores.filter((score) => names.has(columnName(score)) && !left.has(score.scoredModelId))
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
    remarks: scoreRemarks({ models, scores: await withRemarks(stores, fitted) }),
  }
}
