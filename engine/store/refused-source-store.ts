import type { Connection } from './open-database.ts'

/** A folder of another program. */
interface Source {
  readonly program: string
  readonly folder: string
}

/** Folders of other programs from which no models are to be added, in SQLite. */
export class RefusedSourceStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  isRefused({ program, folder }: Source): boolean {
    const find = this.connection.prepare('SELECT 1 FROM refused_sources WHERE program = ? AND folder = ?')
    return find.get(program, folder) !== undefined
  }

  /** Refuses sources, or takes that back. */
  set(sources: readonly Source[], isRefused: boolean): void {
    const write = this.connection.prepare(
      isRefused
        ? 'INSERT OR IGNORE INTO refused_sources (program, folder) VALUES (?, ?)'
        : 'DELETE FROM refused_sources WHERE program = ? AND folder = ?',
    )
    this.connection
      .transaction(() => {
        for (const { program, folder } of sources) write.run(program, folder)
      })
      .immediate()
  }
}
