import { rmSync } from 'node:fs'
import { DatabaseError } from '../store/database-error.ts'
import { fullDisk } from '../store/full-disk.ts'

/** Under which name a file is written that gets its own once it is whole. */
export function unfinishedFile(target: string): string {
  return `${target}.unfinished`
}

/** Removes what was written of a file, with what SQLite kept beside it. */
export function removeUnfinished(file: string): void {
  for (const beside of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${beside}`, { force: true })
}

/** An error of writing a file in words where its disk is full, which need not be that of the open database. */
export function writingError(target: string, error: unknown): unknown {
  const full = fullDisk(target, error)
  return full === undefined ? error : new DatabaseError(full, { cause: error })
}
