import type { CsvCell } from './csv-writer.ts'

/** The numbers of a drawing: its CSV file, and its table for those who read rather than look. */
export interface NumberTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly CsvCell[])[]
}
