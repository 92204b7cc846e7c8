import { CsvError } from '../table/csv-error.ts'
import { shown, type CsvTable } from '../table/csv-table.ts'
import { numberInCell } from '../table/number-cell.ts'
import { type NamesSeen, repeatedName } from '../table/repeated-name.ts'
import { isSignedColumn, scoreInCell } from '../table/score-cell.ts'
import { detailInTitle } from '../table/score-detail.ts'
import type { ScoreScale } from '../table/score-scale.ts'
import { describedProperty, describesModel, type ModelProperty } from './column-titles.ts'
import type { ModelObservation } from './model-observation.ts'
import { expectedCount, trainingCompute, trainingUnits } from './training-compute.ts'

/** A column that is no measure unless it is asked for by its title, and why. */
export interface LeftOutColumn {
  readonly title: string
  readonly reason: string
}

/**
 * The columns that may score a model: those that do not tell of it, hold numbers, and numbers that can be a score. The
 * others are left out; of these, the ones that a published title names are part of the model and are not told.
 */
export function measureColumns(table: CsvTable): {
  readonly measures: readonly string[]
  readonly leftOut: readonly LeftOutColumn[]
} {
  const leftOut: LeftOutColumn[] = []
  const measures = table.columns.filter((title, index) => {
    if (describedProperty(title) !== undefined) return false
    const reason = describesModel(title)
      ? 'tells of the model'
      : (whyNoMeasure(table, index) ?? (detailInTitle(title) === undefined ? undefined : 'tells how firm a score is'))
    if (reason !== undefined) leftOut.push({ title, reason })
    return reason === undefined
  })
  return { measures, leftOut }
}

/**
 * Why the cells of a column are no scores; a few wrong cells among numbers are errors of the column, told when it is
 * read.
 */
function whyNoMeasure(table: CsvTable, index: number): string | undefined {
  let texts = 0
  const numbers: number[] = []
  for (const { cells, line } of table.rows) {
    try {
      const value = numberInCell(cells[index]!, line, table.columns[index]!)
      if (value !== undefined) numbers.push(value)
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      texts += 1
    }
  }
  if (texts > numbers.length) return 'holds text'
  if (numbers.length === 0) return 'holds no number'
  if (numbers.every((value) => Number.isInteger(value) && value >= 1990 && value <= 2100)) return 'holds years'
  const isCount = numbers.length > 2 && numbers.every((value, row) => value === numbers[0]! + row)
  if (isCount && (numbers[0] === 0 || numbers[0] === 1)) return 'counts the rows'
  return numbers.filter((value) => Math.abs(value) > 100).length * 2 > numbers.length
    ? 'holds numbers mostly above 100, no scores from 0 to 1 or in percent'
    : undefined
}

/**
 * Models and their benchmark metrics from a table: a column Model (or name), Model Family (or family), and where
 * present parameters, tokens and FLOPs of training under the titles and units of `describedProperty`. FLOPs that are
 * not given follow from the others (`trainingCompute`). A model's id is the line of its row.
 *
 * @param metrics titles of the metric columns
 * @param scales of the metrics, by title; percent is divided by 100, one without a scale is taken as it stands
 * @throws CsvError for a missing column, a repeated or unnamed model, or a cell that is no number or not on its scale
 */
export function readObservations(
  table: CsvTable,
  metrics: readonly string[],
  scales: ReadonlyMap<string, ScoreScale> = new Map(),
): readonly ModelObservation[] {
  const columns = metrics.map((title) => scoreColumn(table, title, scales.get(title) ?? 'raw'))
  const name = requiredColumn(table, 'model', 'Model')
  const family = requiredColumn(table, 'family', 'Model Family')
  const size = columnOfProperty(table, 'size')
  const tokens = columnOfProperty(table, 'tokens')
  const flops = columnOfProperty(table, 'flops')
  const seen: NamesSeen = new Map()
  return table.rows.map(({ line, cells }): ModelObservation => {
    const counted = (column: Column | undefined, property: keyof typeof trainingUnits): number | null => {
      if (column === undefined) return null
      const title = table.columns[column.index]!
      const value = numberInCell(cells[column.index]!, line, title)
      if (value === undefined) return null
      const expected = expectedCount(value * column.unit * trainingUnits[property], property)
      if (expected !== undefined)
        throw new CsvError(line, `${expected} in column ${shown(title)}`, shown(cells[column.index]!))
      return value * column.unit
    }
    const model = namedModel(cells[name.index]!, line, seen)
    const known = { size: counted(size, 'size'), tokens: counted(tokens, 'tokens') }
    return {
      id: String(line),
      model,
      family: cells[family.index]!.trim(),
      ...known,
      flops: counted(flops, 'flops') ?? trainingCompute(known),
      metrics: columns.map((read) => read(cells, line)),
    }
  })
}

/**
 * One column of a table by model name, as it stands.
 *
 * @throws CsvError as `readObservations` does
 */
export function readTarget(table: CsvTable, target: string): ReadonlyMap<string, number> {
  const name = requiredColumn(table, 'model', 'Model')
  const read = scoreColumn(table, target, 'raw')
  const seen: NamesSeen = new Map()
  const values = new Map<string, number>()
  for (const { line, cells } of table.rows) {
    const model = namedModel(cells[name.index]!, line, seen)
    const value = read(cells, line)
    if (value !== undefined) values.set(model, value)
  }
  return values
}

/** Reads the cells of a column of scores. */
function scoreColumn(
  table: CsvTable,
  title: string,
  scale: ScoreScale,
): (cells: readonly string[], line: number) => number | undefined {
  const index = columnOf(table, title)
  const isSigned = isSignedColumn(table, index)
  return (cells, line) => {
    const read = scoreInCell(cells[index]!, scale, isSigned)
    if ('expected' in read) throw new CsvError(line, `${read.expected} in column ${shown(title)}`, read.found)
    return read.value
  }
}

interface Column {
  readonly index: number
  readonly unit: number
}

function columnOfProperty(table: CsvTable, property: ModelProperty): Column | undefined {
  for (const [index, title] of table.columns.entries()) {
    const described = describedProperty(title)
    if (described?.property === property) return { index, unit: described.unit }
  }
  return undefined
}

function requiredColumn(table: CsvTable, property: ModelProperty, title: string): Column {
  const column = columnOfProperty(table, property)
  if (column === undefined) throw new CsvError(1, `a column ${shown(title)}`, listed(table.columns))
  return column
}

function columnOf(table: CsvTable, title: string): number {
  const index = table.columns.indexOf(title.trim())
  if (index < 0) throw new CsvError(1, `a column ${shown(title)}`, listed(table.columns))
  return index
}

/** Titles as they are shown in errors: as many as fit into 200 characters, and how many more there are. */
function listed(columns: readonly string[]): string {
  let shownTitles = 0
  for (let length = 0; shownTitles < columns.length; shownTitles++) {
    length += columns[shownTitles]!.length + 2
    if (length > 200 && shownTitles > 0) break
  }
  const more = columns.length - shownTitles
  return `${columns.slice(0, shownTitles).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function namedModel(cell: string, line: number, seen: NamesSeen): string {
  const model = cell.trim()
  if (model === '') throw new CsvError(line, 'the name of a model', 'an empty cell')
  const repeated = repeatedName(model, line, seen)
  if (repeated !== null) throw new CsvError(line, 'each model once', repeated)
  return model
}
