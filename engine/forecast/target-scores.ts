import { columnName, valuesOf, type ScoreColumn } from '../../core/scaling/score-columns.ts'
import type { Sampling } from '../../core/forecast/sampling-noise.ts'
import { median } from '../../core/statistics/median.ts'
import type { ScoredModel } from '../api/scores-contract.ts'
import type { FamiliedTable } from '../scores/table-with-families.ts'

/** What the table of scores says of a model of the library. */
interface TargetScore {
  readonly scored: ScoredModel
  readonly value: number | null
  readonly stderr: number | null
  /** Items it was measured on. */
  readonly items: number | null
}

/**
 * One column of the table by the ids of the library's models; scored models that are matched with none are left out.
 */
export function targetScores(table: FamiliedTable, column: ScoreColumn): ReadonlyMap<string, TargetScore> {
  const values = valuesOf(table.scores, column)
  const wanted = columnName(column)
  return new Map(
    table.models.flatMap((scored): [string, TargetScore][] => {
      if (scored.modelId === null) return []
      const value = values.get(scored.id) ?? null
      const row = table.scores.find(
        (score) => score.scoredModelId === scored.id && score.value === value && columnName(score) === wanted,
      )
      return [[scored.modelId, { scored, value, stderr: row?.stderr ?? null, items: row?.n ?? null }]]
    }),
  )
}

/**
 * How finely scores of a column are measured, for models in their order: by the model's own score, else by the
 * median of the others.
 */
export function samplingOf(scores: readonly (TargetScore | undefined)[]): Sampling[] {
  const usualItems = medianOrNull(scores.flatMap((score) => score?.items ?? []))
  const usualError = medianOrNull(scores.flatMap((score) => score?.stderr ?? []))
  return scores.map((score) => ({ items: score?.items ?? usualItems, stderr: score?.stderr ?? usualError }))
}

function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values)
}
