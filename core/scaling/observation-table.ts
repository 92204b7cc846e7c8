import { CsvError } from '../table/csv-error.ts'
import { shown, type CsvTable } from '../table/csv-parser.ts'
import { numberInCell } from '../table/number-cell.ts'
import type { ModelObservation } from './model-observation.ts'

/** Titles under which a property of a model may stand, and what one unit there is in the unit used here. */
type Titles = Readonly<Record<string, number>>

const modelTitles: Titles = { model: 1, name: 1 }
const familyTitles: Titles = { 'model family': 1, family: 1 }
const sizeTitles: Titles = { 'model size (b)': 1, 'size (b)': 1, parameters: 1e-9 }
const tokenTitles: Titles = { 'pretraining data size (t)': 1, 'tokens (t)': 1, tokens: 1e-12 }
const flopTitles: Titles = { 'flops (1e21)': 1, flops: 1e-21 }

/** Titles that describe a model rather than score it. */
const descriptions = { model: modelTitles, family: familyTitles, size: sizeTitles, tokens: tokenTitles, flops: flopTitles } as const

/**
 * The property of a model that a column of this title gives, and what one unit of the column is in the units of `ModelObservation`;
 * undefined for a column that may score it.
 */
export function describedProperty(title: string): { readonly property: keyof typeof descriptions; readonly unit: number } | undefined {
  const key = title.trim().toLowerCase()
  for (const property of Object.keys(descriptions) as (keyof typeof descriptions)[]) {
    if (Object.hasOwn(descriptions[property], key)) return { property, unit: descriptions[property][key]! }
  }
  return undefined
}

/** Titles of the columns that do not describe a model but may score it. */
export function metricColumns(table: CsvTable): readonly string[] {
  return table.columns.filter((title) => describedProperty(title) === undefined)
}

/**
 * Models and their benchmark metrics from a table: a column Model (or name), Model Family (or family), and where present Model Size
 * (B) (or parameters, counted), Pretraining Data Size (T) (or tokens, counted) and FLOPs (1E21) (or flops, counted). Without a
 * column of FLOPs they are taken as 6 x parameters x tokens.
 *
 * @param metrics titles of the metric columns
 * @throws CsvError for a missing column, a repeated or unnamed model, or a cell that is no number
 */
export function readObservations(table: CsvTable, metrics: readonly string[]): readonly ModelObservation[] {
  const places = metrics.map((title) => columnOf(table, title))
  const name = columnAmong(table, modelTitles, 'Model')
  const family = columnAmong(table, familyTitles, 'Model Family')
  const size = findAmong(table, sizeTitles)
  const tokens = findAmong(table, tokenTitles)
  const flops = findAmong(table, flopTitles)
  const seen = new Set<string>()
  return table.rows.map(({ line, cells }): ModelObservation => {
    const positive = (column: Column | undefined): number | undefined => {
      if (column === undefined) return undefined
      const value = numberInCell(cells[column.index]!, line, table.columns[column.index]!)
      if (value !== undefined && !(value > 0)) {
        throw new CsvError(line, `a number above 0 in column ${shown(table.columns[column.index]!)}`, shown(cells[column.index]!))
      }
      return value === undefined ? undefined : value * column.unit
    }
    const model = namedModel(cells[name.index]!, line, seen)
    const counted = { size: positive(size), tokens: positive(tokens) }
    const product = counted.size !== undefined && counted.tokens !== undefined ? 6 * counted.size * counted.tokens : undefined
    return {
      model,
      family: cells[family.index]!.trim(),
      ...counted,
      flops: flops === undefined ? product : positive(flops),
      metrics: places.map((index) => numberInCell(cells[index]!, line, table.columns[index]!)),
    }
  })
}

/**
 * One column of a table by model name.
 *
 * @throws CsvError as `readObservations` does
 */
export function readTarget(table: CsvTable, target: string): ReadonlyMap<string, number> {
  const name = columnAmong(table, modelTitles, 'Model')
  const place = columnOf(table, target)
  const seen = new Set<string>()
  const values = new Map<string, number>()
  for (const { line, cells } of table.rows) {
    const model = namedModel(cells[name.index]!, line, seen)
    const value = numberInCell(cells[place]!, line, target)
    if (value !== undefined) values.set(model, value)
  }
  return values
}

interface Column {
  readonly index: number
  readonly unit: number
}

function findAmong(table: CsvTable, titles: Titles): Column | undefined {
  for (const [index, title] of table.columns.entries()) {
    const key = title.toLowerCase()
    if (Object.hasOwn(titles, key)) return { index, unit: titles[key]! }
  }
  return undefined
}

function columnAmong(table: CsvTable, titles: Titles, title: string): Column {
  const column = findAmong(table, titles)
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

function namedModel(cell: string, line: number, seen: Set<string>): string {
  const model = cell.trim()
  if (model === '') throw new CsvError(line, 'the name of a model', 'an empty cell')
  if (seen.has(model)) throw new CsvError(line, 'each model once', `${shown(model)} again`)
  seen.add(model)
  return model
}
