import { type CsvTable, shown } from './csv-table.ts'
import { cellNumber, describeNonNumber, hasPercentSign } from './number-cell.ts'
import type { ColumnOfScores, NumberInLine, ScoreScale } from './score-scale.ts'

/** The score in a cell, undefined where it holds none; or what is wrong with the cell. */
export type CellScore = { readonly value: number | undefined } | { readonly expected: string; readonly found: string }

/**
 * Reads a score: percent is divided by 100, a fraction and a raw number are taken as they stand, a number with a
 * percent sign is a hundredth of what is before the sign.
 *
 * @param isSigned whether numbers of the column have percent signs; then all must have one
 */
export function scoreInCell(cell: string, scale: ScoreScale, isSigned: boolean): CellScore {
  const value = cellNumber(cell)
  if (value === undefined) return { value }
  if (Number.isNaN(value)) return { expected: 'a number or an empty cell', found: describeNonNumber(cell) }
  const hasSign = hasPercentSign(cell)
  const refused = (expected: string): CellScore => ({ expected, found: shown(cell) })
  if (isSigned && !hasSign && value !== 0) return refused('a percent sign, as other cells of the column have')
  // A cell with a sign has been divided already.
  const score = scale === 'percent' && !hasSign ? value / 100 : value
  if (scale === 'percent' && Math.abs(score) > 1) return refused('percent, at most 100')
  if (scale === 'fraction' && Math.abs(score) > 1) return refused('a fraction, at most 1')
  return { value: score }
}

/** Whether numbers of a column have percent signs. */
export function isSignedColumn(table: CsvTable, index: number): boolean {
  return table.rows.some(({ cells }) => hasPercentSign(cells[index]!) && !Number.isNaN(cellNumber(cells[index]!)))
}

/** The numbers of a column, those with a percent sign as they are before it. */
export function numbersIn(table: CsvTable, index: number): NumberInLine[] {
  return table.rows.flatMap(({ line, cells }) => {
    const value = cellNumber(cells[index]!.replace('%', ''))
    return value === undefined || Number.isNaN(value) ? [] : [{ line, value }]
  })
}

/** A column as `scalesOfTable` judges it. */
export function columnOfScores(
  table: CsvTable,
  index: number,
  known: Pick<ColumnOfScores, 'title' | 'metric'> & { readonly scale: ScoreScale | null },
): ColumnOfScores {
  const { scale, ...names } = known
  return {
    ...names,
    numbers: numbersIn(table, index),
    stated: scale ?? table.measured?.get(known.title)?.scale ?? (isSignedColumn(table, index) ? 'percent' : null),
  }
}
