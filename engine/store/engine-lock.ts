import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { isLocked } from './writable.ts'

/** Milliseconds for which an engine that was seen to run is taken to run. */
const believedFor = 500

/**
 * Tells of an engine on a database whether it still runs. The system frees the locks of a process however it ends,
 * which a note in the database could not: each engine holds the lock of a file of its own beside the database, and
 * whose file can be locked, or is gone, has ended. An id of a process would not do, as the system gives it again.
 */
export class EngineLock {
  private readonly database: string
  private readonly id: string
  private held: Database.Database | undefined
  private readonly ended = new Set<string>()
  private readonly seenAt = new Map<string, number>()

  /**
   * @param database file of the database; one in memory is seen by nobody else and has no lock
   * @param id of this engine
   */
  constructor(database: string, id: string) {
    this.database = database
    this.id = id
  }

  /** Says from now on that this engine runs. Throws what SQLite throws where the file cannot be made. */
  hold(): void {
    if (this.held !== undefined || this.database === ':memory:') return
    this.removeLeftOvers()
    this.held = new Database(this.fileOf(this.id), { timeout: 0 })
    this.held.exec('BEGIN EXCLUSIVE')
  }

  /** Whether the engine with this id runs; this one does. */
  isRunning(id: string): boolean {
    if (id === this.id) return true
    if (this.database === ':memory:' || this.ended.has(id)) return false
    const now = performance.now()
    if (now - (this.seenAt.get(id) ?? -Infinity) < believedFor) return true
    const isRunning = existsSync(this.fileOf(id)) && isHeld(this.fileOf(id))
    if (isRunning) this.seenAt.set(id, now)
    else this.ended.add(id)
    return isRunning
  }

  close(): void {
    if (this.held === undefined) return
    this.held.close()
    this.held = undefined
    rmSync(this.fileOf(this.id), { force: true })
  }

  private fileOf(id: string): string {
    return `${this.database}-engine-${id}`
  }

  /** Removes the files of engines that were killed. */
  private removeLeftOvers(): void {
    const prefix = basename(this.fileOf(''))
    const folder = dirname(this.database)
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith(prefix))) {
      const file = join(folder, name)
      if (!isHeld(file)) rmSync(file, { force: true })
    }
  }
}

function isHeld(file: string): boolean {
  let connection: Database.Database | undefined
  try {
    connection = new Database(file, { timeout: 0, fileMustExist: true })
    connection.exec('BEGIN IMMEDIATE')
    return false
  } catch (error) {
    return isLocked(error)
  } finally {
    connection?.close()
  }
}
