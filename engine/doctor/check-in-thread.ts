import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ComputeThreads } from '../computing/compute-threads.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'
import { AbsentDatabase } from '../store/database-error.ts'
import type { DatabaseCheck } from './check-database.ts'

/**
 * As `checkDatabase`, in a thread: its progress is told while it goes on, in populations, and an abort ends it at any
 * point, after which nothing has been taken out.
 */
export async function checkInThread(
  file: string,
  repair: boolean,
  signal: AbortSignal,
  onProgress: ProgressListener,
): Promise<DatabaseCheck> {
  if (!existsSync(resolve(file))) throw new AbsentDatabase(resolve(file))
  const threads = new ComputeThreads(1)
  try {
    return await threads.run('database.check', { file, repair }, signal, onProgress)
  } finally {
    await threads.close()
  }
}
