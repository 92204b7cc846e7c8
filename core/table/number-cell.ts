import { CsvError } from './csv-error.ts'
import { shown } from './csv-table.ts'

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const absent = new Set(['', 'na', 'n/a', '#n/a', 'n.a.', 'nan', 'null', 'none', '-', '–', '—'])
const percentSign = /\s*%$/
/** Begins as a number and goes on as what people write behind one: an error, brackets, a footnote, separators. */
const nearNumber = /^[<>~≈]?\s*[+-]?\d[\d.,'\u00a0\u202f ]*(?:%|±.*|\+\/-.*|\(.*\)|\[.*\]|[*†‡^].*)?$/

/**
 * The number in a cell, or undefined where it is empty or says that there is none (NA, N/A, NaN, null, -). With a
 * percent sign it is a hundredth of what is before the sign.
 *
 * @throws CsvError where the cell holds anything else, or a number too large for a double
 */
export function numberInCell(cell: string, line: number, column: string): number | undefined {
  const value = cellNumber(cell)
  if (Number.isNaN(value))
    throw new CsvError(line, `a number or an empty cell in column ${shown(column)}`, describeNonNumber(cell))
  return value
}

/** As `numberInCell`, but NaN where the cell holds anything else. */
export function cellNumber(cell: string): number | undefined {
  const text = cell.trim()
  if (absent.has(text.toLowerCase())) return undefined
  const digits = text.replace(percentSign, '')
  if (!decimal.test(digits)) return Number.NaN
  const value = Number(digits)
  if (!Number.isFinite(value)) return Number.NaN
  // Divided as decimals are, so that 51.2% is the double nearest to .512.
  return digits.length === text.length ? value : value / 100
}

/** Whether a cell's number has a percent sign. */
export function hasPercentSign(cell: string): boolean {
  return cell.trimEnd().endsWith('%')
}

/** Whether a cell that holds no number was meant to hold one: `1,000`, `45.1 ± 0.4`, `12.5*`. */
export function isNearNumber(cell: string): boolean {
  return nearNumber.test(cell.trim())
}

/** A cell that is no number, as an error says it. */
export function describeNonNumber(cell: string): string {
  const grouped = /^([+-]?\d{1,3}),(\d{3})$/.exec(cell.trim())
  if (grouped === null) return shown(cell)
  return `${shown(cell)}, which may be ${grouped[1]!}${grouped[2]!} or ${grouped[1]!}.${grouped[2]!}: write it in one of these ways`
}
