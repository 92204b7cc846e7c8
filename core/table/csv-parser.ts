import { CsvError } from './csv-error.ts'

/** A table as it stands in a CSV text: the titles of its columns, and rows with one cell per column. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly CsvRow[]
}

export interface CsvRow {
  /** Line of the text on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** Bounds of what is read; a text beyond them is refused. */
export interface CsvLimits {
  /** UTF-16 code units of the whole text. Default 64 Mi. */
  readonly characters?: number
  /** Rows below the titles. Default 100,000. */
  readonly rows?: number
  /** Columns. Default 4,096. */
  readonly columns?: number
  /** UTF-16 code units of one cell. Default 65,536. */
  readonly cell?: number
}

/**
 * Reads a CSV text (RFC 4180): cells between commas; a cell in double quotes may hold commas, line ends and doubled quotes; lines
 * end with LF, CRLF or CR; a byte order mark at the start and empty lines are skipped. The first line holds the titles.
 *
 * @throws CsvError with line, expected and found: no titles, an empty or repeated title, a row with another number of cells than
 * there are titles, a quote that is not closed or stands inside an unquoted cell, anything beyond the limits
 */
export function parseCsv(text: string, limits: CsvLimits = {}): CsvTable {
  const { characters = 2 ** 26, rows: mostRows = 100_000, columns: mostColumns = 4096, cell: longestCell = 65_536 } = limits
  if (text.length > characters) throw new CsvError(1, `at most ${characters} characters`, String(text.length))
  let position = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let line = 1
  let columns: readonly string[] | undefined
  const rows: CsvRow[] = []
  while (position < text.length) {
    const start = line
    const cells = readRow()
    if (cells.length === 1 && cells[0] === '') continue
    if (columns === undefined) {
      columns = checkedTitles(cells, start)
      continue
    }
    if (cells.length !== columns.length) throw new CsvError(start, `${columns.length} cells, one per column`, String(cells.length))
    if (rows.length === mostRows) throw new CsvError(start, `at most ${mostRows} rows`, 'more')
    rows.push({ line: start, cells })
  }
  if (columns === undefined) throw new CsvError(line, 'a line with the titles of the columns', 'an empty text')
  return { columns, rows }

  /** Reads one row and the line end behind it. */
  function readRow(): string[] {
    const cells: string[] = []
    for (;;) {
      if (cells.length === mostColumns) throw new CsvError(line, `at most ${mostColumns} columns`, 'more')
      const start = line
      const cell = text[position] === '"' ? readQuotedCell() : readPlainCell()
      if (cell.length > longestCell) throw new CsvError(start, `cells of at most ${longestCell} characters`, String(cell.length))
      cells.push(cell)
      if (text[position] === ',') {
        position += 1
        continue
      }
      skipLineEnd()
      return cells
    }
  }

  function readPlainCell(): string {
    const start = position
    for (; position < text.length; position++) {
      const character = text[position]!
      if (character === ',' || character === '\n' || character === '\r') break
      if (character === '"') throw new CsvError(line, 'quotes around the whole cell', `a quote inside ${shown(text.slice(start, position + 1))}`)
    }
    return text.slice(start, position)
  }

  function readQuotedCell(): string {
    const opened = line
    position += 1
    let cell = ''
    for (;;) {
      const close = text.indexOf('"', position)
      if (close < 0) throw new CsvError(opened, 'a closing quote', 'the end of the text')
      const part = text.slice(position, close)
      line += lineEnds(part)
      cell += part
      position = close + 1
      if (text[position] !== '"') break
      cell += '"'
      position += 1
    }
    const next = text[position]
    if (next !== undefined && next !== ',' && next !== '\n' && next !== '\r') {
      throw new CsvError(line, 'a comma or the end of the line after a closing quote', shown(next))
    }
    return cell
  }

  function skipLineEnd(): void {
    if (position >= text.length) return
    position += text[position] === '\r' && text[position + 1] === '\n' ? 2 : 1
    line += 1
  }
}

function checkedTitles(cells: readonly string[], line: number): readonly string[] {
  const titles = cells.map((cell) => cell.trim())
  const seen = new Set<string>()
  for (const [index, title] of titles.entries()) {
    if (title === '') throw new CsvError(line, `a title for column ${index + 1}`, 'an empty cell')
    if (seen.has(title)) throw new CsvError(line, 'each title once', `${shown(title)} again`)
    seen.add(title)
  }
  return titles
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}

/** A text from a file as it is shown in errors: in quotes, cut to 40 characters. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
