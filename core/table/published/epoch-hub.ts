import { firstNames } from '../../format/first-names.ts'
import { describedProperty, describesModel } from '../../scaling/column-titles.ts'
import { plural } from '../../format/quantity.ts'
import { type CsvRow, type CsvTable, type MeasuredColumn, shown } from '../csv-table.ts'
import { cellNumber } from '../number-cell.ts'
import { isLoss } from '../score-scale.ts'
import { bestOfEach } from './best-rows.ts'

const best = 'Best score (across scorers)'
/** Columns of scores of the hub's own runs, fractions; the first that is there is taken. */
const runScores = [best, 'mean_score'] as const
const compute = 'Training compute (FLOP)'
/** Columns of numbers that tell of a result and are none. */
const scorelessTitle =
  /^(?:mean_score|stderr|standard error|shots?|samples?|attempts|rank|seconds|input tokens|output tokens|.*(?:stderr|\bcost\b|_ci_(?:low|high)|\bci\b).*)$/i

/**
 * A table of Epoch AI's benchmarking hub with the titles of this program; undefined for any other table. The hub has a
 * file per benchmark, which is called after it, with a column Model version, and one file of all its own runs.
 *
 * @param fileName names the benchmark
 */
export function epochHub(table: CsvTable, fileName: string): CsvTable | undefined {
  if (['task', 'model', best].every((title) => table.columns.includes(title))) return allRuns(table)
  return table.columns.includes('Model version') ? benchmarkTable(table, fileName) : undefined
}

function benchmarkTable(table: CsvTable, fileName: string): CsvTable {
  const benchmark = fileName.replace(/\.[a-z]+$/i, '').replace(/_external$/i, '')
  const runScore = runScores.find((title) => table.columns.includes(title))
  const scores = runScore === undefined ? scoreColumns(table) : [runScore]
  // A column alone is the benchmark; several are its metrics.
  const titles = scores.length === 1 ? [benchmarkTitle(benchmark)] : scores
  const columnOf = (title: string): number => table.columns.indexOf(title)
  const hasCompute = columnOf(compute) >= 0
  const kept = ['Model version', ...(hasCompute ? [compute] : []), ...scores].map(columnOf)
  const judged = scores[0] === undefined ? -1 : columnOf(scores[0])
  const named = withNames(table, ['Model version'])
  const { kept: rows, notes } = bestOfEach(
    named.rows,
    ({ cells }) => cells[columnOf('Model version')]!,
    ({ cells }) => numberIn(cells[judged] ?? ''),
    () => isLoss(scores[0] ?? '') || isLoss(benchmark),
  )
  return {
    columns: ['Model', ...(hasCompute ? [compute] : []), ...titles],
    rows: rows.map(({ line, cells }) => ({ line, cells: kept.map((column) => cells[column]!) })),
    notes: [
      ...table.notes,
      `Read as a table of Epoch's benchmarking hub: names from "Model version", ${plural(scores.length, 'column')} of scores of the benchmark ${shown(benchmark)}${scores.length === 0 ? '' : ` (${scores.map(shown).join(', ')})`}; its other columns are left out.`,
      ...named.notes,
      // The row that is best by one column need not be so by another.
      ...notes.map((note) => (scores.length > 1 ? `${note} Judged by ${shown(scores[0]!)} alone.` : note)),
    ],
    measured: new Map(
      titles.map((title, index): [string, MeasuredColumn] => [
        title,
        {
          benchmark,
          ...(runScore === undefined ? { metric: scores[index]! } : fractions(rows.map(({ cells }) => cells[judged]!))),
        },
      ]),
    ),
  }
}

/** Columns of numbers that score a model. */
function scoreColumns(table: CsvTable): string[] {
  return table.columns.filter((title, index) => {
    if (title === 'Model version' || describesModel(title) || scorelessTitle.test(title)) return false
    const values = table.rows.map(({ cells }) => cellNumber(cells[index]!))
    const numbers = values.filter((value) => value !== undefined && !Number.isNaN(value)).length
    return numbers > 0 && numbers >= values.filter(Number.isNaN).length
  })
}

/** A run a row, as a table of models by benchmarks. */
function allRuns(table: CsvTable): CsvTable {
  const cellOf = ({ cells }: CsvRow, title: string): string => cells[table.columns.indexOf(title)]?.trim() ?? ''
  const named = withNames(table, ['model', 'task'])
  const { kept: runs, notes } = bestOfEach(
    named.rows,
    (row) => JSON.stringify([cellOf(row, 'model'), cellOf(row, 'task')]),
    (row) => numberIn(cellOf(row, best)),
    (row) => isLoss(cellOf(row, 'task')),
  )
  const tasks = [...new Set(runs.map((row) => cellOf(row, 'task')))]
  const hasCompute = table.columns.includes(compute)
  const byModel = Map.groupBy(runs, (row) => cellOf(row, 'model'))
  const rows = [...byModel].map(([model, modelRuns]): CsvRow => {
    const scores = new Map(modelRuns.map((row) => [cellOf(row, 'task'), cellOf(row, best)]))
    return {
      line: modelRuns[0]!.line,
      cells: [
        model,
        ...(hasCompute ? [cellOf(modelRuns[0]!, compute)] : []),
        ...tasks.map((task) => scores.get(task) ?? ''),
      ],
    }
  })
  return {
    columns: ['Model', ...(hasCompute ? [compute] : []), ...tasks.map(benchmarkTitle)],
    rows,
    notes: [
      ...table.notes,
      `Read as the runs of Epoch's benchmarking hub: ${plural(tasks.length, 'benchmark')} from "task", scores from ${shown(best)}; its other columns are left out.`,
      ...named.notes,
      ...notes,
    ],
    measured: new Map(
      tasks.map((task, index): [string, MeasuredColumn] => [
        benchmarkTitle(task),
        { benchmark: task, ...fractions(rows.map(({ cells }) => cells[cells.length - tasks.length + index]!)) },
      ]),
    ),
  }
}

/** A title of a column of scores: a benchmark that is called as a title of this program is told from it. */
function benchmarkTitle(benchmark: string): string {
  return describedProperty(benchmark) === undefined ? benchmark : `benchmark ${benchmark}`
}

/** The rows that name what they must; a note tells of those that are left out. */
function withNames(
  { columns, rows }: CsvTable,
  titles: readonly string[],
): { readonly rows: readonly CsvRow[]; readonly notes: readonly string[] } {
  const indices = titles.map((title) => columns.indexOf(title))
  const [named, left] = [true, false].map((isNamed) =>
    rows.filter(({ cells }) => indices.every((index) => cells[index]!.trim() !== '') === isNamed),
  )
  if (left!.length === 0) return { rows, notes: [] }
  const lines = firstNames(left!.map(({ line }) => String(line)))
  return {
    rows: named!,
    notes: [
      `Rows without ${titles.map(shown).join(' or ')} are left out: ${left!.length === 1 ? 'line' : 'lines'} ${lines}.`,
    ],
  }
}

/** The hub's own runs are scored with fractions, but for benchmarks that count points. */
function fractions(cells: readonly string[]): MeasuredColumn {
  return cells.every((cell) => Math.abs(numberIn(cell) ?? 0) <= 1) ? { scale: 'fraction' } : {}
}

function numberIn(cell: string): number | undefined {
  const value = cellNumber(cell)
  return Number.isNaN(value) ? undefined : value
}
