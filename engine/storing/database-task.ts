import type { ProgressListener } from '../computing/progress-listener.ts'
import type { LastMoment } from '../computing/last-moment.ts'
import type { Connection } from '../store/connection.ts'
import { connect } from '../store/open-database.ts'
import { beginWriting, inWords } from '../store/writable.ts'

/** What a task on the database works with. */
export interface TaskContext {
  readonly connection: Connection
  readonly report: ProgressListener
  /** Does all of a work, or nothing of it. Once all is done, the task cannot be cancelled any more. */
  inOneStep<T>(work: () => T): T
}

export type DatabaseTask<Input, Result> = (context: TaskContext, input: Input) => Result

/** A task as a thread runs it: through a connection of its own, which ends with it. */
export function onOwnConnection<Input, Result>(task: DatabaseTask<Input, Result>) {
  return (
    { file, input }: { readonly file: string; readonly input: Input },
    report: ProgressListener,
    lastMoment: LastMoment,
  ): Result => {
    const connection = connect(file, { mustExist: true })
    try {
      connection.pragma('synchronous = NORMAL')
      connection.pragma('foreign_keys = ON')
      return task(taskContext(connection, report, lastMoment), input)
    } catch (error) {
      // Here, since an error loses its code on its way out of a thread.
      throw inWords(file, error)
    } finally {
      connection.close()
    }
  }
}

export function taskContext(connection: Connection, report: ProgressListener, lastMoment: LastMoment): TaskContext {
  return {
    connection,
    report,
    inOneStep(work) {
      beginWriting(connection)
      try {
        const result = work()
        lastMoment.pass()
        connection.exec('COMMIT')
        return result
      } catch (error) {
        if (connection.inTransaction) connection.exec('ROLLBACK')
        throw error
      }
    },
  }
}
