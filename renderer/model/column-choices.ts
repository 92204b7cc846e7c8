import { columnName, scoreColumns, type ScoreColumn, type TabledScore } from '../../core/scaling/score-columns.ts'

/** A column of scores that can be chosen, with the number of models that have it. */
export interface ColumnChoice {
  readonly name: string
  readonly label: string
  readonly column: ScoreColumn
  readonly models: number
}

/** The columns that at least `fewest` models have, named by the benchmark alone where that is enough. */
export function columnChoices(scores: readonly TabledScore[], fewest: number): ColumnChoice[] {
  const columns = scoreColumns(scores).filter(({ models }) => models >= fewest)
  const twice = (benchmark: string): boolean =>
    columns.filter(({ column }) => column.benchmark === benchmark).length > 1
  return columns.map(({ column, models }) => ({
    name: columnName(column),
    label: twice(column.benchmark) ? columnTitle(column) : column.benchmark,
    column,
    models,
  }))
}

/** The title of a column: benchmark, and the metric and examples where they say something. */
export function columnTitle({ benchmark, metric, shots }: ScoreColumn): string {
  const facts = [...(metric === 'score' ? [] : [metric]), ...(shots === null ? [] : [`${shots}-shot`])]
  return facts.length === 0 ? benchmark : `${benchmark} · ${facts.join(', ')}`
}
