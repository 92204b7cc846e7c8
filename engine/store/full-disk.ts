import { statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { bytesText } from '../../core/format/quantity.ts'

/** Less than this is as good as nothing: SQLite's files beside the database begin with 32 KiB. */
const tooLittle = 2 ** 20

/**
 * That the disk of a database is full, where an error of SQLite comes from that; SQLite may call it an input or output
 * error, as where the last kilobytes do not suffice for its shared memory. Undefined where it is something else.
 *
 * @param free bytes that are free there; default: as the system says
 */
export function fullDisk(
  file: string,
  error: unknown,
  free: (folder: string) => number = freeBytes,
): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('SQLITE_IOERR') && code !== 'SQLITE_FULL' && code !== 'ENOSPC') return undefined
  const left = free(dirname(resolve(file)))
  if (code.startsWith('SQLITE_IOERR') && left >= tooLittle) return undefined
  return `The disk of ${file} is full: ${bytesText(left)} are free (${code}). Free some space and try again; what was stored stays.`
}

/**
 * What an error of SQLite says of the disk of a file that it writes: that it is full, or that it fails for another
 * reason. Undefined where the error is something else.
 */
export function diskFault(file: string, error: unknown): string | undefined {
  const full = fullDisk(file, error)
  if (full !== undefined) return full
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('SQLITE_IOERR')) return undefined
  return `The system could not read or write ${file}, or a file beside it (${code}). Look whether its disk is sound and connected, and whether files may grow that large; what was stored stays.`
}

function freeBytes(folder: string): number {
  try {
    const disk = statfsSync(folder)
    return disk.bavail * disk.bsize
  } catch {
    return Infinity
  }
}
