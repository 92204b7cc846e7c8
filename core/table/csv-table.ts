/** A table as it stands in a CSV text: the titles of its columns, and rows with one cell per column. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly CsvRow[]
  /** What a reader of its numbers must know about how it was read, as sentences. */
  readonly notes: readonly string[]
}

export interface CsvRow {
  /** Line of the text on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** A text from a file as it is shown in errors: in quotes, cut to 40 characters. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
