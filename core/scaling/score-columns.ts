import { plural } from '../format/quantity.ts'
import type { ModelObservation } from './model-observation.ts'
import { inUnits, trainingCompute, trainingUnits } from './training-compute.ts'

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
  /** Absent in a table that is given with a call. */
  readonly source?: 'typed' | 'imported' | 'measured'
}

export interface ScoredTable {
  readonly models: readonly TabledModel[]
  readonly scores: readonly TabledScore[]
}

/** A column as notes and errors name it; one without a metric by its title alone. */
export function shownColumn({ benchmark, metric, shots }: ScoreColumn): string {
  return metric === '' ? benchmark : `${benchmark} (${metric}${shots === null ? '' : `, ${plural(shots, 'shot')}`})`
}

/** A text that names a column; different columns have different names. */
export function columnName({ benchmark, metric, shots }: ScoreColumn): string {
  return JSON.stringify([benchmark, metric, shots])
}

/** The columns of a table, in the order in which they first occur, each with the number of models that have a value. */
export function scoreColumns(
  scores: readonly TabledScore[],
): { readonly column: ScoreColumn; readonly models: number }[] {
  const byName = new Map<string, { column: ScoreColumn; models: Set<string> }>()
  for (const { benchmark, metric, shots, scoredModelId } of scores) {
    const column = { benchmark, metric, shots }
    const name = columnName(column)
    const entry = byName.get(name) ?? { column, models: new Set() }
    entry.models.add(scoredModelId)
    byName.set(name, entry)
  }
  return [...byName.values()].map(({ column, models }) => ({ column, models: models.size }))
}

/** Sources from the one that is taken first, where a model has several values in a column. */
export const preferredSources: readonly NonNullable<TabledScore['source']>[] = ['measured', 'typed', 'imported']

/** One column's values by model id: measured ones before typed ones before imported ones. */
export function valuesOf(scores: readonly TabledScore[], column: ScoreColumn): Map<string, number> {
  const wanted = columnName(column)
  const values = new Map<string, { value: number; rank: number }>()
  for (const score of scores) {
    if (columnName(score) !== wanted) continue
    const rank = score.source === undefined ? 0 : preferredSources.indexOf(score.source)
    const known = values.get(score.scoredModelId)
    if (known === undefined || rank < known.rank) values.set(score.scoredModelId, { value: score.value, rank })
  }
  return new Map([...values].map(([id, { value }]) => [id, value]))
}

/**
 * A table of observations, from which `tabledObservations` makes them again.
 *
 * @param columns of their metrics
 */
export function tableOf(
  observations: readonly ModelObservation[],
  columns: readonly ScoreColumn[],
): { models: TabledModel[]; scores: TabledScore[] } {
  const counted = (value: number | null, unit: number): number | null => (value === null ? null : value * unit)
  return {
    models: observations.map(({ id, model, family, size, tokens, flops }) => ({
      id,
      name: model,
      family,
      parameters: counted(size, trainingUnits.size),
      tokens: counted(tokens, trainingUnits.tokens),
      flops: counted(flops, trainingUnits.flops),
    })),
    scores: observations.flatMap(({ id, metrics }) =>
      columns.flatMap((column, j) => {
        const value = metrics[j]
        return value === undefined ? [] : [{ ...column, scoredModelId: id, value }]
      }),
    ),
  }
}

/**
 * The models of a table with their values in some columns, in the units of `ModelObservation`; models without any of
 * the values are left out. Compute that is not known follows from size and tokens (`trainingCompute`). A model of
 * unknown family is a family of its own.
 */
export function tabledObservations(
  models: readonly TabledModel[],
  scores: readonly TabledScore[],
  columns: readonly ScoreColumn[],
): ModelObservation[] {
  const byColumn = Map.groupBy(scores, columnName)
  const values = columns.map((column) => valuesOf(byColumn.get(columnName(column)) ?? [], column))
  return models.flatMap(({ id, name, family, parameters, tokens, flops }) => {
    const metrics = values.map((column) => column.get(id))
    if (metrics.every((value) => value === undefined)) return []
    const counted = { size: inUnits(parameters, trainingUnits.size), tokens: inUnits(tokens, trainingUnits.tokens) }
    const compute = flops === null ? trainingCompute(counted) : inUnits(flops, trainingUnits.flops)
    return [{ id, model: name, family: family ?? name, ...counted, flops: compute, metrics }]
  })
}
