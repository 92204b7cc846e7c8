import { type CsvTable, shown } from './csv-table.ts'
import { cellNumber, hasPercentSign } from './number-cell.ts'
import type { NumberInLine, ScoreScale } from './score-scale.ts'

/** Standard errors of shares in percent are about 1: all below this they are fractions, or of 10^5 items and more. */
const leastInPercent = 0.05
/** Of numbers from 0 to 1 no standard error is greater: that of 0 and 1. */
const greatestOfFractions = 0.5
const percentAtEnd = /[([]\s*(?:%|percent|pct)\s*[)\]]$/i

/** A column of standard errors and the scores that it tells of. */
export interface StandardErrors {
  readonly title: string
  readonly index: number
  /** Title of the scores. */
  readonly of: string
  /** Of the scores; null where it is not known yet. */
  readonly scale: ScoreScale | null
  /** Whether the scores have percent signs. */
  readonly isSigned: boolean
}

/**
 * Why standard errors without a percent sign cannot be in the unit of their scores, with the number that tells it;
 * undefined where they can.
 */
export function apartFromScores(
  table: CsvTable,
  { title, index, of, scale, isSigned }: StandardErrors,
): { readonly line: number; readonly message: string } | undefined {
  // A score with a sign has been divided already, whatever the scale: beside it a plain number is a fraction.
  if (scale === null || (scale === 'raw' && !isSigned)) return undefined
  const greatest = unsignedNumbers(table, index).reduce<NumberInLine | undefined>(
    (most, number) => (most === undefined || number.value > most.value ? number : most),
    undefined,
  )
  if (greatest === undefined || greatest.value <= 0) return undefined
  const { line, value } = greatest
  const isPercent = scale === 'percent'
  const fits = isPercent ? value >= leastInPercent || percentAtEnd.test(title.trim()) : value <= greatestOfFractions
  if (fits) return undefined
  const expected = isPercent ? 'percent' : 'fractions'
  const readings = `in percent ${String(value)} %, as a fraction ${String(Number((100 * value).toPrecision(12)))} %`
  return {
    line,
    message: `standard errors of ${shown(of)}: expected ${expected} like the scores, found ${isPercent ? 'at most ' : ''}${String(value)} (${readings}); write them with a percent sign or leave the column out`,
  }
}

/** In which unit the standard errors of a column are read, as a note says it. */
export function standardErrorUnit(table: CsvTable, { index, scale }: Pick<StandardErrors, 'index' | 'scale'>): string {
  if (scale === 'percent' || unsignedNumbers(table, index).length === 0) return 'in percent'
  return scale === 'fraction' ? 'as fractions' : 'as they stand'
}

/** Numbers without a percent sign. */
function unsignedNumbers(table: CsvTable, index: number): NumberInLine[] {
  return table.rows.flatMap(({ line, cells }) => {
    const cell = cells[index]!
    const value = cellNumber(cell)
    return value === undefined || Number.isNaN(value) || hasPercentSign(cell) ? [] : [{ line, value }]
  })
}
