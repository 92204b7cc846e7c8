import Database from 'better-sqlite3'

/** Other processes that may open a new database at the same moment. */
const mostOthers = 16

/**
 * Stores what is absent, where another process may store the same at the same time: what that one was quicker with is
 * found when the work is done again. `work` looks for each thing before it stores it.
 */
export function besideOthers(work: () => void): void {
  for (let left = mostOthers; ; left -= 1) {
    try {
      return work()
    } catch (error) {
      const isThereNow = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')
      if (!isThereNow || left === 0) throw error
    }
  }
}
