import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseError } from '../store/database-error.ts'
import { diskFault } from '../store/full-disk.ts'
import { removeBesides, requireNoFile, requireUnused } from './project-files.ts'

/**
 * Under which name a file is written that gets its own once it is whole. No two writers share it, whatever their
 * process; what killed ones left of this target is removed.
 */
export function unfinishedFile(target: string): string {
  removeLeftOvers(target)
  return `${target}.${String(process.pid)}-${randomBytes(4).toString('hex')}.unfinished`
}

/**
 * Gives a database that is whole its name. Throws ApiError where there is a file that may not be written over, or that
 * another program has open. What SQLite kept beside a former file of that name goes first: it would be read as changes
 * of the new one, and ruin it.
 */
export function takeName(unfinished: string, target: string, overwrite: boolean): void {
  requireNoFile(target, overwrite)
  if (existsSync(target)) requireUnused(target)
  removeBesides(target)
  renameSync(unfinished, target)
}

function removeLeftOvers(target: string): void {
  const prefix = `${basename(target)}.`
  for (const name of readdirSync(dirname(target))) {
    const writer = name.startsWith(prefix) ? /^(\d+)-[0-9a-f]+\.unfinished/.exec(name.slice(prefix.length)) : null
    if (writer !== null && !isRunning(Number(writer[1]))) rmSync(join(dirname(target), name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user may not be signalled, but is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Removes what was written of a file, with what SQLite kept beside it. */
export function removeUnfinished(file: string): void {
  rmSync(file, { force: true })
  removeBesides(file)
}

/** An error of writing a file in words where its disk is full or fails, which need not be that of the open database. */
export function writingError(target: string, error: unknown): unknown {
  const fault = diskFault(target, error)
  return fault === undefined ? error : new DatabaseError(fault, { cause: error })
}
