import type { ModelObservation } from './model-observation.ts'

/** What a score was measured by: one column of a table of models and scores. */
export interface ScoreColumn {
  readonly benchmark: string
  readonly metric: string
  /** Null where not known. */
  readonly shots: number | null
}

/** A model as a table of scores holds it; null: not known. */
export interface TabledModel {
  readonly id: string
  readonly name: string
  readonly family: string | null
  /** Number of weights. */
  readonly parameters: number | null
  /** Number of tokens. */
  readonly tokens: number | null
  /** Number of operations. */
  readonly flops: number | null
}

export interface TabledScore extends ScoreColumn {
  readonly scoredModelId: string
  readonly value: number
  readonly source: 'typed' | 'imported' | 'measured'
}

/** A text that names a column; different columns have different names. */
export function columnName({ benchmark, metric, shots }: ScoreColumn): string {
  return JSON.stringify([benchmark, metric, shots])
}

/** The columns of a table, in the order in which they first occur, each with the number of models that have a value. */
export function scoreColumns(
  scores: readonly TabledScore[],
): { readonly column: ScoreColumn; readonly models: number }[] {
  const found = new Map<string, { column: ScoreColumn; models: Set<string> }>()
  for (const { benchmark, metric, shots, scoredModelId } of scores) {
    const column = { benchmark, metric, shots }
    const name = columnName(column)
    const entry = found.get(name) ?? { column, models: new Set() }
    entry.models.add(scoredModelId)
    found.set(name, entry)
  }
  return [...found.values()].map(({ column, models }) => ({ column, models: models.size }))
}

/** Sources from the one that is taken first, where a model has several values in a column. */
const preferred: readonly TabledScore['source'][] = ['measured', 'typed', 'imported']

/** One column's values by model id: measured ones before typed ones before imported ones. */
export function valuesOf(scores: readonly TabledScore[], column: ScoreColumn): Map<string, number> {
  const wanted = columnName(column)
  const values = new Map<string, { value: number; rank: number }>()
  for (const score of scores) {
    if (columnName(score) !== wanted) continue
    const rank = preferred.indexOf(score.source)
    const known = values.get(score.scoredModelId)
    if (known === undefined || rank < known.rank) values.set(score.scoredModelId, { value: score.value, rank })
  }
  return new Map([...values].map(([id, { value }]) => [id, value]))
}

/** An observation with the id of its model in the table. */
export interface TabledObservation extends ModelObservation {
  readonly id: string
}

/**
 * The models of a table with their values in some columns, in the units of `ModelObservation`; models without any of
 * the values are left out. Compute that is not known is taken as 6 x parameters x tokens. A model of unknown family is
 * a family of its own.
 */
export function tabledObservations(
  models: readonly TabledModel[],
  scores: readonly TabledScore[],
  columns: readonly ScoreColumn[],
): TabledObservation[] {
  const values = columns.map((column) => valuesOf(scores, column))
  return models.flatMap(({ id, name, family, parameters, tokens, flops }) => {
    const metrics = values.map((column) => column.get(id))
    if (metrics.every((value) => value === undefined)) return []
    const compute = flops ?? (parameters === null || tokens === null ? null : 6 * parameters * tokens)
    const inUnits = (value: number | null, unit: number): number | undefined =>
      value === null || !(value > 0) ? undefined : value / unit
    return [
      {
        id,
        model: name,
        family: family ?? name,
        size: inUnits(parameters, 1e9),
        tokens: inUnits(tokens, 1e12),
        flops: inUnits(compute, 1e21),
        metrics,
      },
    ]
  })
}
