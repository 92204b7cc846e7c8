import { readFileSync, statSync } from 'node:fs'
import { CommandFailure } from './failure.ts'

const largestFile = 64 * 1024 * 1024

/** The bytes of a file of at most 64 MiB. */
export function readBytes(path: string): Uint8Array {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure(`no file '${path}'`)
  if (!found.isFile()) throw new CommandFailure(`'${path}' is not a file`)
  if (found.size > largestFile) throw new CommandFailure(`${path}: expected at most ${largestFile} bytes, found ${found.size}`)
  return readFileSync(path)
}

/** The text of a UTF-8 file of at most 64 MiB. */
export function readTextFile(path: string): string {
  const bytes = readBytes(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CommandFailure(`${path}: expected UTF-8 text, found bytes that are not`)
  }
}
