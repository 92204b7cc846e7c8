import { cellOfText } from './csv-cell.ts'

export type CsvCell = string | number | null

/**
 * RFC 4180 lines (CRLF), which `readCsv` takes back: numbers with every digit, null as an empty cell, texts as
 * `cellOfText` writes them.
 */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return ''
  return typeof cell === 'number' ? String(cell) : cellOfText(cell)
}
