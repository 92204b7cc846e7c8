import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CommandFailure } from './failure.ts'

/** Refuses a place where a file cannot be put: a folder, a folder that is absent, or an existing file unless it may be replaced. */
export function requirePlace(file: string, mayReplace: boolean): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) throw new CommandFailure(`'${file}' is a folder; name a file in it`)
  if (found !== undefined && !mayReplace) throw new CommandFailure(`'${file}' exists already; --force replaces it`)
  if (!existsSync(dirname(file))) throw new CommandFailure(`no folder '${dirname(file)}'`)
}

/**
 * Writes a file as a whole or not at all: `write` fills a new file beside it, which then takes its name. Whatever fails, or ends the
 * process, leaves the former file as it was.
 */
export async function replaceFile(file: string, write: (temporary: string) => void | Promise<void>): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await write(temporary)
    const handle = openSync(temporary, 'r+')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

export function replaceText(file: string, text: string): Promise<void> {
  return replaceFile(file, (temporary) => writeFileSync(temporary, text, { flag: 'wx' }))
}
