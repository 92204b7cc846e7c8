import { printable } from '../../core/format/printable.ts'

interface Column {
  readonly title: string
  /** Numbers are set flush right. Default left. */
  readonly align?: 'left' | 'right'
}

/**
 * An aligned table for a terminal: titles, then one line per row, columns two spaces apart, no trailing spaces.
 * Cells are made printable; their width is counted in graphemes.
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map((column) => column.title), ...rows].map((row) => row.map(printable))
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index] ?? ''))))
  const lines = cells.map((row) =>
    columns
      .map((column, index) => pad(row[index] ?? '', widths[index]!, column.align ?? 'left'))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Width in graphemes; East Asian wide characters count twice. */
export function width(text: string): number {
  let columns = 0
  for (const { segment } of segmenter.segment(text)) columns += isWide(segment.codePointAt(0)!) ? 2 : 1
  return columns
}

function isWide(codePoint: number): boolean {
  return (
    (codePoint >= 0x1100 && codePoint <= 0x115f) ||
    (codePoint >= 0x2e80 && codePoint <= 0xa4cf) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xff00 && codePoint <= 0xff60) ||
    (codePoint >= 0x1f300 && codePoint <= 0x1faff) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd)
  )
}

function pad(text: string, columns: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)))
  return align === 'right' ? space + text : text + space
}
