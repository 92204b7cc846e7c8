import { type BigIntStats, statSync } from 'node:fs'
import { resolve } from 'node:path'
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
        ? ['removed', 'Restore it from a backup']
        : ['replaced by another file', 'Start again to use that file']
    throw new LostDatabase(
      `The database ${path} was ${what} while it was open: nothing can be stored in it any more. ${remedy}, or name another file.`,
    )
  }
}

function stateOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })
}
