import { countText, plural } from '../core/format/quantity.ts'
import { readFileSync, statSync } from 'node:fs'
import { CommandFailure } from './failure.ts'

const largestFile = 64 * 1024 * 1024

/** The bytes of a file of at most 64 MiB. */
export function readBytes(path: string): Uint8Array {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new CommandFailure(`no file '${path}'`, { code: 'not-found' })
  if (!stats.isFile()) throw new CommandFailure(`'${path}' is not a file`, { code: 'invalid' })
  if (stats.size > largestFile)
    throw new CommandFailure(
      `${path}: expected at most ${plural(largestFile, 'byte')}, found ${countText(stats.size)}`,
      {
        code: 'invalid',
      },
    )
  return readFileSync(path)
}

/** The text of a UTF-8 file of at most 64 MiB. */
export function readTextFile(path: string): string {
  return decodeText(readBytes(path), path)
}

/** The text that a file's bytes are in UTF-8. */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CommandFailure(`${path}: expected UTF-8 text, found bytes that are not`, { code: 'invalid' })
  }
}
