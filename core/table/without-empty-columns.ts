import type { NumberTable } from './number-table.ts'

/** What stands in a cell that has nothing to say. */
export const nothingToSay = '–'

/** A table without the columns in which no cell says anything; the first `kept` stay. */
export function withoutEmptyColumns({ columns, rows }: NumberTable, kept: number): NumberTable {
  const places = columns
    .map((_, place) => place)
    .filter((place) => place < kept || rows.some((row) => row[place] !== nothingToSay && row[place] !== null))
  return {
    columns: places.map((place) => columns[place]!),
    rows: rows.map((row) => places.map((place) => row[place]!)),
  }
}
