import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CommandFailure } from './failure.ts'

/**
 * Refuses a place where a file cannot be put, before hours of work are done for it: a folder, a folder that is absent
 * or takes no new file, or an existing file unless it may be replaced.
 */
export function requirePlace(file: string, mayReplace: boolean): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isDirectory() === true)
    throw new CommandFailure(`'${file}' is a folder; name a file in it`, { code: 'invalid' })
  if (found !== undefined && !mayReplace)
    throw new CommandFailure(`'${file}' exists already; --force replaces it`, { code: 'conflict' })
  if (!existsSync(dirname(file))) throw new CommandFailure(`no folder '${dirname(file)}'`, { code: 'not-found' })
  const temporary = beside(file)
  try {
    closeSync(openSync(temporary, 'wx'))
  } catch (error) {
    throw notWritten(file, error)
  }
  rmSync(temporary, { force: true })
}

/** The name of a new file in the same folder. */
function beside(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
}

function notWritten(file: string, error: unknown): CommandFailure {
  return new CommandFailure(
    `'${file}' could not be written: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  )
}

/**
 * Writes a file as a whole or not at all: a new file beside it is filled and then takes its name. Whatever fails, or
 * ends the process, leaves the former file as it was.
 */
export function replaceFile(file: string, content: string | Buffer): void {
  const temporary = beside(file)
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  try {
    const handle = openSync(temporary, 'wx')
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw notWritten(file, error)
  }
}
