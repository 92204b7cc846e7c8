import { escapeOf, withEscapes, withoutEscapes } from '../format/printable.ts'
import { isForeignNumber } from './written-numbers.ts'

/** What a spreadsheet would run as a formula; some take the wide forms of East Asian scripts for the signs, too. */
const formula = /^'*[=+\-@＝＋－＠]/
const guardedFormula = /^''*[=+\-@＝＋－＠]/
const spaceAtAnEnd = /^\s|\s$/gu
/** What makes a number other than one of digits and a decimal point: marks, spaces between thousands, a long minus. */
const numberMarks = /[,.' \u00a0\u202f\u2212]/g

/**
 * A text as a cell of a CSV file: it cannot be a formula (an apostrophe stands before it), holds nothing that cannot be
 * seen, no line end and no space at its ends (`\u{20}`), and is in double quotes where it needs them. `textOfCell`
 * takes all of it back.
 */
export function cellOfText(text: string): string {
  const ended = withEscapes(text).replace(spaceAtAnEnd, escapeOf)
  // A name of digits and commas must not be read as a number.
  const seen = isForeignNumber(ended) ? ended.replace(numberMarks, escapeOf) : ended
  const guarded = formula.test(seen) ? `'${seen}` : seen
  return /[",;]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** The text in a cell that `cellOfText` or another program wrote, without the quotes around it. */
export function textOfCell(cell: string): string {
  return withoutEscapes(guardedFormula.test(cell) ? cell.slice(1) : cell)
}
