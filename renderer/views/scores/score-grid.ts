import { columnName, preferredSources, type ScoreColumn } from '../../../core/scaling/score-columns.ts'
import { scoreCsvCells, scoreCsvTitles } from '../../../core/table/score-csv.ts'
import type { Score, ScoredModel, ScoreTable } from '../../../engine/api/scores-contract.ts'

/** One column of the table: a benchmark under one metric and number of examples. */
export interface GridColumn extends ScoreColumn {
  readonly id: string
  /** Models with a value, among those shown. */
  readonly filled: number
}

/** A model with its scores by column, the one that is shown first. */
export interface ScoreRow {
  readonly id: string
  readonly model: ScoredModel
  readonly cells: ReadonlyMap<string, readonly Score[]>
}

/** The columns of a table, those with the most values among the models shown first. */
export function gridColumns({ scores }: ScoreTable, shown: ReadonlySet<string>): GridColumn[] {
  const columns = new Map<string, { score: Score; models: Set<string> }>()
  for (const score of scores) {
    const id = columnName(score)
    const column = columns.get(id) ?? { score, models: new Set() }
    columns.set(id, column)
    if (shown.has(score.scoredModelId)) column.models.add(score.scoredModelId)
  }
  return [...columns]
    .map(
      ([
        id,
        {
          score: { benchmark, metric, shots },
          models,
        },
      ]) => ({ id, benchmark, metric, shots, filled: models.size }),
    )
    .sort((left, right) => right.filled - left.filled || (left.id < right.id ? -1 : 1))
}

/** One row per model, in the order of the table; of several sources of a score the preferred one first. */
export function scoreRows({ models, scores }: ScoreTable): ScoreRow[] {
  const cells = new Map(models.map(({ id }) => [id, new Map<string, Score[]>()]))
  for (const score of scores) {
    const row = cells.get(score.scoredModelId)
    const id = columnName(score)
    const list = row?.get(id)
    if (list === undefined) row?.set(id, [score])
    else list.push(score)
  }
  for (const row of cells.values()) {
    for (const list of row.values())
      list.sort((left, right) => preferredSources.indexOf(left.source) - preferredSources.indexOf(right.source))
  }
  return models.map((model) => ({ id: model.id, model, cells: cells.get(model.id)! }))
}

/** The table as rows of a CSV file, one score a line with all that is known of it. */
export function scoreCsv(table: ScoreTable): (string | number | null)[][] {
  const models = new Map(table.models.map((model) => [model.id, model]))
  return [
    ['Model', 'Model Family', 'parameters', 'tokens', 'flops', ...scoreCsvTitles],
    ...table.scores.map((score) => {
      const model = models.get(score.scoredModelId)
      return [
        model?.name ?? '',
        givenFamily(model),
        model?.parameters ?? null,
        model?.tokens ?? null,
        model?.flops ?? null,
        ...scoreCsvCells(score),
      ]
    }),
  ]
}

/**
 * What a table may say of a family: not what is only measured here or read from tokenizers, which would come back as a
 * statement.
 */
function givenFamily(model: ScoreTable['models'][number] | undefined): string | null {
  return model === undefined || model.familySource === 'measured' || model.familySource === 'vocabulary'
    ? null
    : model.family
}

/** Models whose name, alias or family contains all words of a text. */
export function filterRows(rows: readonly ScoreRow[], text: string): ScoreRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return rows.filter(({ model }) => {
    const all = [model.name, ...model.aliases, model.family ?? ''].join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}
