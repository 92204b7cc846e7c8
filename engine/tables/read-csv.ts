import { countText, plural } from '../../core/format/quantity.ts'
import Papa from 'papaparse'
import { textOfCell } from '../../core/table/csv-cell.ts'
import { CsvError } from '../../core/table/csv-error.ts'
import { type CsvRow, type CsvTable, shown } from '../../core/table/csv-table.ts'
import { linkText } from '../../core/table/link-text.ts'
import { isPandasIndex } from '../../core/table/pandas-index.ts'
import { decimalMark, plainNumber } from '../../core/table/written-numbers.ts'

/** Bounds of what is read, beyond which a text is refused, and what is known of it. */
export interface CsvOptions {
  /** What stands between cells; by default what the lines agree on. */
  readonly separator?: ',' | ';' | '\t'
  /** UTF-16 code units of the whole text. Default 64 Mi. */
  readonly characters?: number
  /** Rows below the titles. Default 100,000. */
  readonly rows?: number
  /** Columns. Default 4,096. */
  readonly columns?: number
  /** UTF-16 code units of one cell. Default 65,536. */
  readonly cell?: number
}

/** Where several fit equally, the first: a comma may stand between digits. */
const separators = ['\t', ';', ','] as const
const rowsLookedAt = 20
const separatorLine = /^sep=([,;\t])\n/

/**
 * Reads a CSV text as spreadsheets and programs write it: cells between commas, semicolons or tabs, in double quotes
 * where they hold these, line ends or doubled quotes; lines end with LF, CRLF or CR; a byte order mark and lines
 * without text are skipped. The first line holds the titles. Links of HTML come out as their texts, numbers with a
 * decimal point and without marks between thousands wherever the table says which is which. What `csvText` guarded or
 * escaped is taken back.
 *
 * @throws CsvError with line, expected and found: no titles, a repeated title, an empty title above cells, a row with
 * another number of cells than there are titles, a quote that is not closed, anything beyond the limits
 */
export function readCsv(text: string, options: CsvOptions = {}): CsvTable {
  const { titles, rows } = splitRows(text, options)
  const notes: string[] = []
  const { columns, indices } = namedColumns(titles, rows, notes)
  const kept = rows.map(({ line, cells }) => ({ line, cells: indices.map((index) => cells[index]!) }))
  const plain = withPlainNumbers(withLinkTexts(kept, columns, notes), notes)
  return { columns, rows: plain.map(({ line, cells }) => ({ line, cells: cells.map(textOfCell) })), notes }
}

interface SplitText {
  readonly titles: CsvRow
  readonly rows: readonly CsvRow[]
}

function splitRows(text: string, options: CsvOptions): SplitText {
  const {
    characters = 2 ** 26,
    rows: mostRows = 100_000,
    columns: mostColumns = 4096,
    cell: longestCell = 65_536,
  } = options
  if (text.length > characters)
    throw new CsvError(1, `at most ${plural(characters, 'character')}`, countText(text.length))
  let source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const [whole, said] = separatorLine.exec(source) ?? []
  const separator = options.separator ?? said
  if (whole !== undefined) source = source.slice(whole.length)
  const { data, errors } = Papa.parse<string[]>(source, {
    delimiter: separator ?? likelySeparator(source),
    newline: '\n',
  })
  const rows: CsvRow[] = []
  let line = whole === undefined ? 1 : 2
  const fault = errors.find(({ type }) => type === 'Quotes')
  for (const [index, cells] of data.entries()) {
    if (fault?.row === index) throw quoteError(fault.code, line, cells)
    // A line of separators only is what a spreadsheet writes of empty cells.
    if (cells.some((cell) => cell.trim() !== '')) {
      if (cells.length > mostColumns) throw new CsvError(line, `at most ${plural(mostColumns, 'column')}`, 'more')
      const long = cells.find(({ length }) => length > longestCell)
      if (long !== undefined)
        throw new CsvError(line, `cells of at most ${plural(longestCell, 'character')}`, countText(long.length))
      if (rows.length > mostRows) throw new CsvError(line, `at most ${plural(mostRows, 'row')}`, 'more')
      const [first] = rows
      const width = first?.cells.length ?? cells.length
      // Separators at the ends of rows, but not of the titles, part nothing.
      const held = cells.slice(width).every((cell) => cell.trim() === '') ? cells.slice(0, width) : cells
      if (held.length !== width)
        throw new CsvError(line, `${plural(width, 'cell')}, one per column`, String(cells.length))
      rows.push({ line, cells: held })
    }
    line += 1 + cells.reduce((sum, cell) => sum + lineEnds(cell), 0)
  }
  const [titles, ...below] = rows
  if (titles === undefined) throw new CsvError(1, 'a line with the titles of the columns', 'an empty text')
  return { titles, rows: below }
}

/**
 * The separator that parts the first rows best: into as many cells each, without quotes left over, into most cells.
 */
function likelySeparator(source: string): string {
  const candidates = separators.map((separator) => {
    const { data, errors } = Papa.parse<string[]>(source, {
      delimiter: separator,
      newline: '\n',
      preview: rowsLookedAt,
    })
    const rows = data.filter((cells) => cells.some((cell) => cell.trim() !== ''))
    const titles = rows[0]?.length ?? 0
    const isEven = titles > 1 && rows.every(({ length }) => length === titles)
    const broken = errors.filter(({ type }) => type === 'Quotes').length
    const quotes = rows.flat().filter((cell) => cell.includes('"')).length
    return { separator, rank: [isEven ? 0 : 1, broken, quotes, -titles] }
  })
  return candidates.reduce((best, next) => (compare(next.rank, best.rank) < 0 ? next : best)).separator
}

function compare(first: readonly number[], second: readonly number[]): number {
  return first.map((value, index) => value - second[index]!).find((difference) => difference !== 0) ?? 0
}

function quoteError(code: string, line: number, cells: readonly string[]): CsvError {
  if (code === 'MissingQuotes') return new CsvError(line, 'a closing quote', 'the end of the text')
  return new CsvError(line, 'a separator or the end of the line after a closing quote', shown(cells.at(-1) ?? ''))
}

/** The columns that are kept, by title, and where each stands in the rows. */
function namedColumns(
  { cells, line }: CsvRow,
  rows: readonly CsvRow[],
  notes: string[],
): { columns: string[]; indices: number[] } {
  const columns: string[] = []
  const indices: number[] = []
  const titles = cells.map((cell) => textOfCell(cell.trim()))
  for (const [index, title] of titles.entries()) {
    const below = rows.map((row) => row.cells[index]!)
    if (index === 0 && isPandasIndex(title, below)) {
      notes.push('The first column holds running numbers without a title, as pandas writes them: it is left out.')
      continue
    }
    // Titles end with a separator in many spreadsheets.
    if (title === '' && below.every((cell) => cell.trim() === '')) continue
    const named = title === '' && index === 0 ? firstTitle(titles, notes) : title
    if (named === '') throw new CsvError(line, `a title for column ${index + 1}`, 'an empty cell')
    if (columns.includes(named)) throw new CsvError(line, 'each title once', `${shown(named)} again`)
    columns.push(named)
    indices.push(index)
  }
  return { columns, indices }
}

/** A title for a first column of names without one, as pandas writes an index of names. */
function firstTitle(titles: readonly string[], notes: string[]): string {
  const title = titles.some((given) => /^(model|name)$/i.test(given)) ? 'column 1' : 'Model'
  notes.push(`The first column has no title: it is called ${shown(title)}.`)
  return title
}

/** Cells that are links of HTML as their texts. */
function withLinkTexts(rows: readonly CsvRow[], columns: readonly string[], notes: string[]): CsvRow[] {
  const counts = new Map<string, number>()
  const unwrapped = rows.map(({ line, cells }) => ({
    line,
    cells: cells.map((cell, index) => {
      const text = linkText(cell)
      if (text === undefined) return cell
      counts.set(columns[index]!, (counts.get(columns[index]!) ?? 0) + 1)
      return text
    }),
  }))
  for (const [column, count] of counts)
    notes.push(`Links in the column ${shown(column)} are read as their texts: ${plural(count, 'cell')}.`)
  return unwrapped
}

function withPlainNumbers(rows: readonly CsvRow[], notes: string[]): CsvRow[] {
  const mark = decimalMark(rows.flatMap(({ cells }) => cells))
  let example: { readonly cell: string; readonly number: string } | undefined
  const plain = rows.map(({ line, cells }) => ({
    line,
    cells: cells.map((cell) => {
      const number = plainNumber(cell, mark)
      if (number !== cell && cell.trim().replace(/\s+%$/, '%') !== number) example ??= { cell, number }
      return number
    }),
  }))
  if (example !== undefined) {
    notes.push(
      `Numbers are written with other marks than a decimal point: ${shown(example.cell)} was read as ${example.number}.`,
    )
  }
  return plain
}

function lineEnds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
