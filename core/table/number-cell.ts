import { CsvError } from './csv-error.ts'
import { shown } from './csv-parser.ts'

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const absent = new Set(['', 'na', 'n/a', 'nan', 'null', '-'])

/**
 * The number in a cell, or undefined where it is empty or says that there is none (NA, N/A, NaN, null, -).
 *
 * @throws CsvError where the cell holds anything else, or a number too large for a double
 */
export function numberInCell(cell: string, line: number, column: string): number | undefined {
  const text = cell.trim()
  if (absent.has(text.toLowerCase())) return undefined
  const value = decimal.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value)) throw new CsvError(line, `a number or an empty cell in column ${shown(column)}`, shown(cell))
  return value
}
