import type { Connection } from '../store/connection.ts'
import { removeUnfinished, takeName, unfinishedFile, writingError } from './unfinished-file.ts'

/** Pages of the database that are copied between two turns of the event loop. */
const pagesAtATime = 2000

/**
 * Copies an open database as of one moment, through SQLite's own backup; what is written meanwhile is in the copy too.
 * The copy is whole before it gets its name. Throws the signal's reason after an abort; then there is no copy.
 */
export async function saveCopy(
  connection: Connection,
  target: string,
  overwrite: boolean,
  signal: AbortSignal | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const unfinished = unfinishedFile(target)
  try {
    await connection.backup(unfinished, {
      progress: ({ totalPages, remainingPages }) => {
        signal?.throwIfAborted()
        onProgress(totalPages - remainingPages, totalPages)
        return pagesAtATime
      },
    })
    signal?.throwIfAborted()
    takeName(unfinished, target, overwrite)
  } catch (error) {
    throw writingError(target, error)
  } finally {
    removeUnfinished(unfinished)
  }
}
