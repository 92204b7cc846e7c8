import { readFileSync, statSync } from 'node:fs'
import { CsvError } from '../core/table/csv-error.ts'
import { parseCsv, type CsvTable } from '../core/table/csv-parser.ts'
import { CommandFailure } from './failure.ts'

const largestFile = 64 * 1024 * 1024

/** Reads a CSV file. */
export function readTableFile(path: string): CsvTable {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure(`no file '${path}'`)
  if (!found.isFile()) throw new CommandFailure(`'${path}' is not a file`)
  if (found.size > largestFile) throw new CommandFailure(`${path}: expected at most ${largestFile} bytes, found ${found.size}`)
  const bytes = readFileSync(path)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CommandFailure(`${path}: expected UTF-8 text, found bytes that are not`)
  }
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
