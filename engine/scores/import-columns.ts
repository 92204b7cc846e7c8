import { describedProperty, describesModel } from '../../core/scaling/column-titles.ts'
import { CsvError } from '../../core/table/csv-error.ts'
import type { CsvTable } from '../../core/table/csv-parser.ts'
import { numberInCell } from '../../core/table/number-cell.ts'
import type { ColumnRole, ImportColumn } from '../api/scores-contract.ts'

/** What the cells of a column hold. */
export interface ColumnFacts {
  /** Cells that hold a number. */
  readonly filled: number
  readonly least: number | null
  readonly greatest: number | null
  /** Cells that hold neither a number nor a mark for none. */
  readonly other: number
}

/** Metric of an imported score where the table's user names none. */
export const importedMetric = 'score'

/** Units in which published tables count (see core/scaling/model-observation.ts). */
const units = { size: 1e9, tokens: 1e12, flops: 1e21 } as const

/** The numbers of a column, counted; text where a number would be is counted too. */
export function columnFacts(table: CsvTable, index: number): ColumnFacts {
  let filled = 0
  let other = 0
  let least = Infinity
  let greatest = -Infinity
  for (const { line, cells } of table.rows) {
    let value: number | undefined
    try {
      value = numberInCell(cells[index]!, line, table.columns[index]!)
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      other += 1
      continue
    }
    if (value === undefined) continue
    filled += 1
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  return { filled, other, least: filled === 0 ? null : least, greatest: filled === 0 ? null : greatest }
}

/**
 * What the columns of a table mean, from their titles and values: published titles describe a model, columns of numbers are scores, others
 * are ignored. Where no title says which column names the models, the first column of texts does. Scores between -1 and 1 are
 * fractions; a column that goes beyond, up to 100, holds percent.
 */
export function guessedColumns(table: CsvTable): ImportColumn[] {
  const described = table.columns.map((title) => describedProperty(title))
  const facts = table.columns.map((_, index) => columnFacts(table, index))
  const named = described.findIndex((found) => found?.property === 'model')
  const model = named >= 0 ? named : facts.findIndex(({ filled, other }) => other > filled)
  return table.columns.map((title, index) => {
    const found = described[index]
    const { filled, other } = facts[index]!
    let role: ColumnRole = filled > 0 && filled >= other && !describesModel(title) ? 'score' : 'ignored'
    let unit = 1
    if (index === model) role = 'model'
    else if (found?.property === 'family') role = 'family'
    else if (found !== undefined && found.property !== 'model' && described.findIndex((known) => known?.property === found.property) === index) {
      role = found.property === 'size' ? 'parameters' : found.property
      // Rounded: 1e-9 x 1e9 and its like must not leave a trace.
      unit = Number((found.unit * units[found.property]).toPrecision(12))
    }
    return { title, role, unit, scale: guessedScale(facts[index]!), benchmark: title.slice(0, 200), metric: importedMetric, shots: null }
  })
}

export function guessedScale({ least, greatest }: ColumnFacts): ImportColumn['scale'] {
  if (least === null || greatest === null) return 'fraction'
  return Math.max(-least, greatest) > 1 && least >= -100 && greatest <= 100 ? 'percent' : 'fraction'
}
