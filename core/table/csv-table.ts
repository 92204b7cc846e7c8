import type { ScoreScale } from './score-scale.ts'

/** Columns that a table may have: 4,096 scores, each with a standard error and a number of items. */
export const mostTableColumns = 3 * 4096

/** A table as it stands in a CSV text: the titles of its columns, and rows with one cell per column. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly CsvRow[]
  /** What a reader of its numbers must know about how it was read, as sentences. */
  readonly notes: readonly string[]
  /** What is known of columns of scores beyond their titles, by title: a published table says more than they do. */
  readonly measured?: ReadonlyMap<string, MeasuredColumn>
}

/** What a column of scores holds; what is left out is not known. */
export interface MeasuredColumn {
  readonly benchmark?: string
  readonly metric?: string
  /** Examples in front of each question. */
  readonly shots?: number
  readonly scale?: ScoreScale
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
