import { LastMoment } from '../computing/last-moment.ts'
import { ComputeThreads } from '../computing/compute-threads.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'
import type { Connection } from '../store/connection.ts'
import { type DatabaseTask, taskContext } from './database-task.ts'
import { type DatabaseInput, type DatabaseResult, type DatabaseTaskName, databaseTasks } from './database-tasks.ts'

/**
 * Runs work on the database that can last in a thread, one at a time, so that the engine goes on answering. A database
 * in memory has one connection only: its work is done at once, and holds up everything.
 */
export class Storing {
  private readonly file: string
  private readonly connection: Connection
  private readonly threads = new ComputeThreads(1)

  constructor(file: string, connection: Connection) {
    this.file = file
    this.connection = connection
  }

  /** Throws the signal's reason after an abort; then nothing was changed. */
  async run<N extends DatabaseTaskName>(
    name: N,
    input: DatabaseInput<N>,
    signal?: AbortSignal,
    onProgress: ProgressListener = () => undefined,
  ): Promise<DatabaseResult<N>> {
    signal?.throwIfAborted()
    if (this.file === ':memory:') {
      const task = databaseTasks[name] as DatabaseTask<DatabaseInput<N>, DatabaseResult<N>>
      return task(taskContext(this.connection, onProgress, new LastMoment()), input)
    }
    return (await this.threads.run(
      `stored.${name}` as const,
      { file: this.file, input } as never,
      signal,
      onProgress,
    )) as DatabaseResult<N>
  }

  close(): Promise<void> {
    return this.threads.close()
  }
}
