import { type BigIntStats, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Connection } from './connection.ts'
import { DatabaseError } from './database-error.ts'

/** The file of an open database has been removed or replaced. */
export class LostDatabase extends DatabaseError {
  override readonly name = 'LostDatabase'
}

/**
 * A check that a path still leads to the database that was opened there. A file that is removed or replaced while it is
 * open can be written to until it is closed, and is then gone with all that was stored. The check throws DatabaseError.
 * To be made right after opening.
 */
export function sameFile(file: string): () => void {
  if (file === ':memory:') return () => undefined
  const path = resolve(file)
  const opened = stateOf(path)
  return () => {
    const now = stateOf(path)
    if (now !== undefined && now.ino === opened?.ino && now.dev === opened.dev) return
    const [what, remedy] =
      now === undefined
        ? ['moved or removed', 'If it was moved, open it where it is now; else restore it from a backup']
        : ['replaced by another file', 'Start again to use that file']
    throw new LostDatabase(
      `The database ${path} was ${what} while it was open: nothing can be stored in it any more. ${remedy}, or name another file.`,
    )
  }
}

/**
 * Closes a database. Where its file was moved meanwhile, all that was stored goes into the file first: SQLite would
 * leave what is only in its log (`-wal`) behind at the former path. Where another file is at that path now, the log may
 * be that file's by now, and nothing is taken from it.
 */
export function closeWhole(connection: Connection): void {
  try {
    if (connection.name !== ':memory:' && stateOf(connection.name) === undefined)
      connection.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    connection.close()
  }
}

function stateOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })
}
