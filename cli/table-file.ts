import { CsvError } from '../core/table/csv-error.ts'
import { parseCsv, type CsvTable } from '../core/table/csv-parser.ts'
import { CommandFailure } from './failure.ts'
import { readTextFile } from './text-file.ts'

/** Reads a CSV file. */
export function readTableFile(path: string): CsvTable {
  const text = readTextFile(path)
  return ofFile(path, () => parseCsv(text))
}

/** What is made of a file's table; an error of its content names the file. */
export function ofFile<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CsvError) throw new CommandFailure(`${path}: ${error.message}`, { cause: error })
    throw error
  }
}
