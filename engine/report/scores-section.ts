import { shortScoreText } from '../../core/format/score-text.ts'
import { plural } from '../../core/format/quantity.ts'
import { columnName, scoreColumns, type ScoreColumn } from '../../core/scaling/score-columns.ts'
import { csvText } from '../../core/table/csv-writer.ts'
import { scoreCsvCells, scoreCsvTitles } from '../../core/table/score-csv.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { Score } from '../api/scores-contract.ts'
import { scoreRemarks } from '../remarks/score-remarks.ts'
import { html, named, type Markup, type Piece } from './markup.ts'
import { remarkList } from './remark-list.ts'
import type { ReportContent } from './report-content.ts'
import { absent, machineText, table } from './table.ts'

/** Benchmarks side by side in one table. */
const columnsInTable = 6

/** The scores of the compared models, with their standard errors and where they come from. */
export function scoresSection({ models, scores }: ReportContent): Markup {
  const idOf = new Map(scores.models.flatMap(({ id, modelId }) => (modelId === null ? [] : [[id, modelId] as const])))
  const compared = new Map(models.map(({ model }) => [model.id, model.name]))
  const shown = comparedScores({ models, scores })
  if (shown.length === 0)
    return absent(
      'None of the compared models has scores. Scores that are typed in, imported or measured stand here with their standard errors.',
    )
  const cell = (modelId: string, test: ScoreColumn): Piece => {
    const cellScores = shown.filter(
      (score) => idOf.get(score.scoredModelId) === modelId && columnName(score) === columnName(test),
    )
    if (cellScores.length === 0) return '–'
    return cellScores.map(
      (score, index) =>
        html`${index === 0 ? null : html`<br/>`}${shortScoreText(score)}<small> ${marks[score.source]}</small>`,
    )
  }
  const tests = testsOf(shown)
  const rows = [...compared].filter(([modelId]) => shown.some((score) => idOf.get(score.scoredModelId) === modelId))
  const chunks = Array.from({ length: Math.ceil(tests.length / columnsInTable) }, (_, index) =>
    tests.slice(index * columnsInTable, (index + 1) * columnsInTable),
  )
  const without = compared.size - rows.length
  return html`${chunks.map((chunk, index) =>
    table(
      index === 0
        ? `Scores, each with its standard error where the source states one. m: measured here, i: imported, t: typed in.${without === 0 ? '' : ` ${plural(without, 'compared model has', 'compared models have')} none.`}`
        : 'Scores, continued.',
      [
        { title: 'Model' },
        ...chunk.map((test) => ({
          title: html`${test.benchmark}<br/><small>${details(test)}</small>`,
          align: 'right' as const,
        })),
      ],
      rows.map(([modelId, name]) => [named(name), ...chunk.map((test) => cell(modelId, test))]),
    ),
  )}${remarkList('Before trusting these scores', reportedScoreRemarks({ models, scores }))}${machineText(
    'Scores as CSV, with their sources',
    csvText([
      ['model', 'model id', ...scoreCsvTitles],
      ...shown.map((score) => {
        const modelId = idOf.get(score.scoredModelId)!
        return [compared.get(modelId)!, modelId, ...scoreCsvCells(score)]
      }),
    ]),
  )}`
}

type Scored = Pick<ReportContent, 'models' | 'scores'>

/** Those of the compared models. */
function comparedScores({ models, scores }: Scored): Score[] {
  const compared = new Set(models.map(({ model }) => model.id))
  const shown = new Set(
    scores.models.flatMap(({ id, modelId }) => (modelId !== null && compared.has(modelId) ? [id] : [])),
  )
  return scores.scores.filter(({ scoredModelId }) => shown.has(scoredModelId))
}

/** What must be known beside the scores of the compared models, by the names that the report gives them. */
export function reportedScoreRemarks({ models, scores }: Scored): Remark[] {
  const names = new Map(models.map(({ model }) => [model.id, model.name]))
  return scoreRemarks({
    models: scores.models.map((scored) => ({ ...scored, name: names.get(scored.modelId ?? '') ?? scored.name })),
    scores: comparedScores({ models, scores }),
  })
}

const marks: Readonly<Record<Score['source'], string>> = { measured: 'm', imported: 'i', typed: 't' }

/** The columns of some scores, in the order of their names. */
function testsOf(scores: readonly Score[]): ScoreColumn[] {
  const tests = scoreColumns(scores).map(({ column }) => ({ column, name: columnName(column) }))
  return tests.sort((left, right) => (left.name < right.name ? -1 : 1)).map(({ column }) => column)
}

function details({ metric, shots }: ScoreColumn): string {
  return shots === null ? metric : `${metric}, ${plural(shots, 'shot')}`
}
