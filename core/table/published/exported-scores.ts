import { plural } from '../../format/quantity.ts'
import { spellingKey } from '../../model/spelling.ts'
import { describedProperty } from '../../scaling/column-titles.ts'
import { columnName, preferredSources, type ScoreColumn, shownColumn } from '../../scaling/score-columns.ts'
import { CsvError } from '../csv-error.ts'
import { type CsvRow, type CsvTable, type MeasuredColumn, shown } from '../csv-table.ts'
import { cellNumber, numberInCell } from '../number-cell.ts'
import type { CellScore } from '../score-cell.ts'
import { scoreCsvTitles } from '../score-csv.ts'
import { type DetailKind, detailTitle, itemsInCell, standardErrorInCell } from '../score-detail.ts'

/** Columns that tell of the model, as the export writes them. */
const modelTitles = ['Model Family', 'parameters', 'tokens', 'flops'] as const

interface ExportedScore {
  readonly row: CsvRow
  readonly column: ScoreColumn
  readonly rank: number
}

/**
 * Scores that this program has exported, one a line, as a table of models by benchmarks with their standard errors and
 * items, all as they stand; undefined for any other table. Of several sources of one score the first of
 * `preferredSources` is taken.
 */
export function exportedScores(table: CsvTable): CsvTable | undefined {
  const nameIndex = table.columns.findIndex((title) => describedProperty(title)?.property === 'model')
  if (nameIndex < 0 || !scoreCsvTitles.every((title) => table.columns.includes(title))) return undefined
  const nameOf = ({ cells }: CsvRow): string => cells[nameIndex]!.trim()
  const cellOf = ({ cells }: CsvRow, title: string): string => cells[table.columns.indexOf(title)]!
  const taken = new Map<string, Map<string, ExportedScore>>()
  let left = 0
  for (const row of table.rows) {
    checkRow(row, cellOf, nameOf)
    const column = columnIn(row, cellOf)
    const source = preferredSources.findIndex((known) => known === cellOf(row, 'source').trim())
    const score = { row, column, rank: source < 0 ? preferredSources.length : source }
    const scores = taken.get(nameOf(row)) ?? new Map<string, ExportedScore>()
    taken.set(nameOf(row), scores)
    const before = scores.get(columnName(column))
    if (before !== undefined) {
      if (before.rank === score.rank)
        throw new CsvError(
          row.line,
          'each score of a model once a source',
          `${shownColumn(column)} of ${shown(nameOf(row))} again (first on line ${before.row.line})`,
        )
      left += 1
    }
    if (before === undefined || score.rank < before.rank) scores.set(columnName(column), score)
  }
  const all = [...taken.values()].flatMap((scores) => [...scores.values()])
  const byTitle = titledColumns(all.map(({ column }) => column))
  const told = modelTitles.filter((title) => table.columns.includes(title))
  const hasAny = (kind: DetailKind, name: string): boolean =>
    all.some(({ row, column }) => columnName(column) === name && cellOf(row, exportTitle[kind]).trim() !== '')
  const columns = [...byTitle].flatMap(([title, column]) => {
    const name = columnName(column)
    const details = (['stderr', 'items'] as const).filter((kind) => hasAny(kind, name))
    return [
      { title, name, from: 'value' },
      ...details.map((kind) => ({ title: detailTitle(kind, title), name, from: exportTitle[kind] })),
    ]
  })
  return {
    columns: ['Model', ...told, ...columns.map(({ title }) => title)],
    rows: [...taken].map(([model, scores]) => {
      const rows = [...scores.values()].map(({ row }) => row)
      return {
        line: rows[0]!.line,
        cells: [
          model,
          ...told.map((title) => rows.map((row) => cellOf(row, title)).find((cell) => cell.trim() !== '') ?? ''),
          ...columns.map(({ name, from }) => {
            const score = scores.get(name)
            return score === undefined ? '' : cellOf(score.row, from)
          }),
        ],
      }
    }),
    notes: [
      ...table.notes,
      `Read as scores that were exported, one a line, as they stand: ${plural(all.length, 'score')} of ${plural(taken.size, 'model')}.`,
      ...(left === 0
        ? []
        : [`Of several sources of a score, measured before typed before imported: ${plural(left, 'line')} left out.`]),
    ],
    measured: new Map(
      [...byTitle].map(([title, { benchmark, metric, shots }]): [string, MeasuredColumn] => [
        title,
        { benchmark, metric, ...(shots === null ? {} : { shots }), scale: 'raw' },
      ]),
    ),
  }
}

const exportTitle: Readonly<Record<DetailKind, (typeof scoreCsvTitles)[number]>> = {
  stderr: 'standard error',
  items: 'items',
}

type CellOf = (row: CsvRow, title: string) => string

function columnIn(row: CsvRow, cellOf: CellOf): ScoreColumn {
  const shots = cellNumber(cellOf(row, 'shots'))
  return {
    benchmark: cellOf(row, 'benchmark').trim(),
    metric: cellOf(row, 'metric').trim(),
    shots: shots ?? null,
  }
}

/** Throws CsvError where a line is no score of a model: what is wrong is told with its own line. */
function checkRow(row: CsvRow, cellOf: CellOf, nameOf: (row: CsvRow) => string): void {
  const refuse = (expected: string, title: string, found: string): never => {
    throw new CsvError(row.line, `${expected} in column ${shown(title)}`, found)
  }
  if (nameOf(row) === '') throw new CsvError(row.line, 'the name of a model', 'an empty cell')
  for (const title of ['benchmark', 'metric'])
    if (cellOf(row, title).trim() === '') refuse('a name', title, 'an empty cell')
  if (numberInCell(cellOf(row, 'value'), row.line, 'value') === undefined)
    refuse('a number', 'value', shown(cellOf(row, 'value')))
  const shots = cellNumber(cellOf(row, 'shots'))
  if (shots !== undefined && !(Number.isInteger(shots) && shots >= 0 && shots <= 1000))
    refuse('a whole number from 0 to 1,000 or an empty cell', 'shots', shown(cellOf(row, 'shots')))
  const check = (title: string, read: CellScore): void => {
    if ('expected' in read) refuse(read.expected, title, read.found)
  }
  check('standard error', standardErrorInCell(cellOf(row, 'standard error'), 'raw', true))
  check('items', itemsInCell(cellOf(row, 'items')))
}

/** The columns of scores by titles that are all different and are no titles of this program. */
function titledColumns(columns: readonly ScoreColumn[]): ReadonlyMap<string, ScoreColumn> {
  const byName = new Map(columns.map((column) => [columnName(column), column]))
  const byTitle = new Map<string, ScoreColumn>()
  const spellings = new Set<string>()
  for (const [name, column] of byName) {
    const plain = shownColumn(column)
    const isFree = !spellings.has(spellingKey(plain))
    const title = isFree ? plain : name
    spellings.add(spellingKey(title))
    byTitle.set(title, column)
  }
  return byTitle
}
