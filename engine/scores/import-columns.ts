import { describedProperty, describesModel } from '../../core/scaling/column-titles.ts'
import { trainingUnits } from '../../core/scaling/training-compute.ts'
import type { CsvTable } from '../../core/table/csv-table.ts'
import { cellNumber, hasPercentSign, isNearNumber } from '../../core/table/number-cell.ts'
import { columnOfScores, numbersIn } from '../../core/table/score-cell.ts'
import { detailColumns, detailInTitle, withoutFurtherCounts } from '../../core/table/score-detail.ts'
import { scalesOfTable, type ScaleReading } from '../../core/table/score-scale.ts'
import type { ColumnRole, ImportColumn } from '../api/scores-contract.ts'
import { knownSpelling } from '../../core/model/spelling.ts'

/** What the cells of a column hold. */
interface ColumnFacts {
  /** Cells that hold a number. */
  readonly filled: number
  readonly least: number | null
  readonly greatest: number | null
  /** Cells that hold neither a number nor a mark for none. */
  readonly texts: number
  /** Of these, cells that were meant to be numbers, such as `45.1 ± 0.4`. */
  readonly near: number
  /** Cells with a percent sign. */
  readonly percentSigns: number
}

/** Metric of an imported score where the table's user names none. */
const importedMetric = 'score'

/** The numbers of a column, counted as they stand in it; text where a number would be is counted too. */
export function columnFacts(table: CsvTable, index: number): ColumnFacts {
  const numbers = numbersIn(table, index)
  const facts = { filled: numbers.length, texts: 0, near: 0, percentSigns: 0 }
  for (const { cells } of table.rows) {
    const cell = cells[index]!
    const value = cellNumber(cell)
    if (Number.isNaN(value)) {
      facts.texts += 1
      if (isNearNumber(cell)) facts.near += 1
    } else if (value !== undefined && hasPercentSign(cell)) facts.percentSigns += 1
  }
  const values = numbers.map(({ value }) => value)
  const extreme = (choose: (left: number, right: number) => number): number | null =>
    values.length === 0 ? null : values.reduce((left, right) => choose(left, right))
  return { ...facts, least: extreme(Math.min), greatest: extreme(Math.max) }
}

/**
 * What the columns of a table mean, from their titles and cells: published titles describe a model, columns of numbers
 * are scores or tell how firm those beside them are, others are ignored. Where no title says which column names the
 * models, the first column of texts does. A benchmark that is known in another spelling is called as it is known.
 *
 * @param benchmarks names of the known benchmarks
 */
export function guessedColumns(table: CsvTable, benchmarks: ReadonlySet<string>): ImportColumn[] {
  // What a published table says is measured is so, whatever the benchmark is called.
  const described = table.columns.map((title) =>
    table.measured?.has(title) === true ? undefined : describedProperty(title),
  )
  const facts = table.columns.map((_, index) => columnFacts(table, index))
  const named = described.findIndex((property) => property?.property === 'model')
  const model = named >= 0 ? named : facts.findIndex(({ filled, texts, near }) => texts - near > filled + near)
  const columns = table.columns.map((title, index): ImportColumn => {
    const property = described[index]
    const { filled, texts, near } = facts[index]!
    const hasNumbers = filled + near > 0 && filled + near >= texts - near
    const isMeasured = table.measured?.has(title) === true
    const isDescription = describesModel(title) || detailInTitle(title) !== undefined
    let role: ColumnRole = hasNumbers && (isMeasured || !isDescription) ? 'score' : 'ignored'
    let unit = 1
    if (index === model) role = 'model'
    else if (
      property !== undefined &&
      property.property !== 'model' &&
      described.findIndex((known) => known?.property === property.property) === index
    ) {
      role = property.property === 'size' ? 'parameters' : property.property
      // Rounded: 1e-9 x 1e9 and its like must not leave a trace.
      if (property.property !== 'family')
        unit = Number((property.unit * trainingUnits[property.property]).toPrecision(12))
    }
    const { benchmark: measured, metric = importedMetric, shots = null } = table.measured?.get(title) ?? {}
    const name = (measured ?? title).slice(0, 200)
    const benchmark = role === 'score' ? (knownSpelling(name, benchmarks) ?? name) : name
    return { title, role, unit, scale: null, benchmark, metric, shots, of: null }
  })
  return withDetails(table, columns, facts)
}

/** Columns that are left out otherwise, where they tell how firm the scores of another one are. */
function withDetails(table: CsvTable, columns: readonly ImportColumn[], facts: readonly ColumnFacts[]): ImportColumn[] {
  const indexOf = new Map(table.columns.map((title, index) => [title, index]))
  const roleOf = (title: string): ColumnRole => columns[indexOf.get(title)!]!.role
  const details = withoutFurtherCounts(
    detailColumns(
      table.columns,
      (title) => roleOf(title) === 'score',
      (title) => roleOf(title) === 'ignored' && facts[indexOf.get(title)!]!.filled > 0,
    ),
  )
  const detailOf = new Map(details.map((detail) => [detail.title, detail]))
  return columns.map((column) => {
    const detail = detailOf.get(column.title)
    return detail === undefined ? column : { ...column, role: detail.kind, of: detail.of }
  })
}

/** The columns with those left out that tell of a score that is not taken. */
export function withoutStrayDetails(columns: readonly ImportColumn[]): ImportColumn[] {
  const scores = new Set(columns.filter(({ role }) => role === 'score').map(({ title }) => title))
  return columns.map((column) => {
    if (column.role !== 'stderr' && column.role !== 'items') return { ...column, of: null }
    return column.of !== null && scores.has(column.of) ? column : { ...column, role: 'ignored', of: null }
  })
}

/**
 * The columns with the scales of their scores, where titles and numbers allow only one reading; else null stays, and
 * the readings say what is to be decided.
 */
export function scaledColumns(
  table: CsvTable,
  columns: readonly ImportColumn[],
): { columns: ImportColumn[]; readings: readonly ScaleReading[] } {
  const indexOf = new Map(table.columns.map((title, index) => [title, index]))
  const scores = columns.filter(({ role }) => role === 'score')
  const { scales, readings } = scalesOfTable(
    scores.map(({ title, metric, scale }) =>
      columnOfScores(table, indexOf.get(title.trim())!, { title, metric, scale }),
    ),
  )
  const scaleOf = new Map(scores.map(({ title }, index) => [title, scales[index] ?? null]))
  return {
    columns: columns.map((column) =>
      column.role === 'score' ? { ...column, scale: scaleOf.get(column.title) ?? null } : column,
    ),
    readings,
  }
}
