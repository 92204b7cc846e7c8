import { InvalidArgumentError } from 'commander'
import { readCsv } from '../engine/tables/read-csv.ts'

/** Names by commas, as the value of an option; a name that holds a comma stands in double quotes, as in CSV. */
export function nameList(value: string): readonly string[] {
  try {
    const { columns, rows } = readCsv(value, { separator: ',' })
    if (rows.length === 0 && columns.length > 0) return columns
  } catch {
    // Reported below with what an option's value should be.
  }
  throw new InvalidArgumentError('Expected different names with commas between them.')
}
