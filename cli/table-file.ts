import { basename } from 'node:path'
import { TableError } from '../core/table/csv-error.ts'
import type { CsvTable } from '../core/table/csv-table.ts'
import { decodeTable } from '../core/table/decode-table.ts'
import { readTable } from '../engine/tables/read-table.ts'
import { CommandFailure } from './failure.ts'
import type { Notes } from './notes.ts'
import { readBytes } from './text-file.ts'

/** Reads the table in a file; what must be known of how it was read is noted. */
export function readTableFile(path: string, notes: Notes): CsvTable {
  const text = readTableText(path, notes)
  const table = ofFile(path, () => readTable(text, basename(path)))
  notes.addOfFile(path, table.notes)
  return table
}

/** The text of a table's file in whichever encoding it is. */
export function readTableText(path: string, notes: Notes): string {
  const { text, note } = decodeTable(readBytes(path), TextDecoder)
  if (note !== null) notes.addOfFile(path, [note])
  return text
}

/** What is made of a file's table; an error of its content names the file. */
export function ofFile<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof TableError)
      throw new CommandFailure(`${path}: ${error.message}`, { code: 'invalid', cause: error })
    throw error
  }
}
