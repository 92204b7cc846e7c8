import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { isLocked } from './writable.ts'

/** Milliseconds for which an engine that was seen to run is taken to run. */
const believedFor = 500
/** Milliseconds that an engine waits for one that looks whether its file is a left-over. */
const lookTakes = 200
/** How often an engine tries to make its file and to lock it. */
const mostAttempts = 5

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
   * @param database file of the database, or a link to it; one in memory is seen by nobody else and has no lock
   * @param id of this engine
   */
  constructor(database: string, id: string) {
    this.database = database === ':memory:' ? database : behindLinks(database)
    this.id = id
  }

  /** Says from now on that this engine runs. Throws what SQLite throws where the file cannot be made or locked. */
  hold(): void {
    if (this.held !== undefined || this.database === ':memory:') return
    this.removeLeftOvers()
    const file = this.fileOf(this.id)
    for (let attempt = 1; this.held === undefined; attempt += 1) {
      let connection: Database.Database | undefined
      try {
        connection = locked(file, { timeout: lookTakes })
      } catch (error) {
        if (existsSync(file) || attempt >= mostAttempts) throw error
      }
      // Before it was locked, another engine may have taken it for a left-over: then it is made again.
      if (existsSync(file)) this.held = connection
      else connection?.close()
    }
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
    removeFile(this.fileOf(this.id))
  }

  private fileOf(id: string): string {
    return `${this.database}-engine-${id}`
  }

  /** Removes the files of engines that were killed. */
  private removeLeftOvers(): void {
    const prefix = basename(this.fileOf(''))
    const folder = dirname(this.database)
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith(prefix)))
      removeLeftOver(join(folder, name))
  }
}

/** The file that a path leads to: SQLite keeps what is beside a database beside that. */
function behindLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** A connection that holds the lock of a file. Throws what SQLite throws, also where another one holds it. */
function locked(
  file: string,
  { timeout = 0, mustExist = false }: { readonly timeout?: number; readonly mustExist?: boolean } = {},
): Database.Database {
  const connection = new Database(file, { timeout, fileMustExist: mustExist })
  try {
    connection.exec('BEGIN EXCLUSIVE')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function isHeld(file: string): boolean {
  try {
    locked(file, { mustExist: true }).close()
    return false
  } catch (error) {
    return isLocked(error)
  }
}

/** Removes a file that nobody holds, and holds it meanwhile: an engine that begins to must not lose it afterwards. */
function removeLeftOver(file: string): void {
  let connection: Database.Database | undefined
  try {
    connection = locked(file, { mustExist: true })
    if (removeFile(file)) return
  } catch {
    return
  } finally {
    connection?.close()
  }
  // Windows removes no file that is open, nor one that an engine has just opened.
  removeFile(file)
}

/** False where the system does not remove it. */
function removeFile(file: string): boolean {
  try {
    rmSync(file, { force: true })
    return true
  } catch {
    return false
  }
}
