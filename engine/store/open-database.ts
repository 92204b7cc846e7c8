import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { type Migration, migrations as allMigrations } from './migrations.ts'

export type Connection = Database.Database

/** Marks a SQLite file as Cladescope's ("Clad" in ASCII), so that another program's database is not written into. */
export const applicationId = 0x436c6164

/** Why a database cannot be used. The message names the file, what was expected, what was found and what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

/**
 * Opens the database, created if absent (with its folder), checks it and brings its schema up to date.
 * `:memory:` gives a database that lives as long as the connection. Throws DatabaseError.
 */
export function openDatabase(file: string, migrations: readonly Migration[] = allMigrations): Connection {
  const path = file === ':memory:' ? file : resolve(file)
  const connection = connect(path)
  try {
    connection.pragma('busy_timeout = 10000')
    checkOwner(connection, path, migrations)
    checkIntegrity(connection, path)
    // Takes effect on a new database only. A gene's record fills several pages, and half of the last one stays empty on average.
    connection.pragma('page_size = 2048')
    connection.pragma('journal_mode = WAL')
    // With WAL, NORMAL loses at most the last commits on a power cut, never the database's consistency.
    connection.pragma('synchronous = NORMAL')
    // A step that makes a table anew must not remove the rows that point to the old one.
    connection.pragma('foreign_keys = OFF')
    migrate(connection, migrations)
    connection.pragma('foreign_keys = ON')
    return connection
  } catch (error) {
    connection.close()
    throw error instanceof DatabaseError ? error : new DatabaseError(explained(path, error))
  }
}

function connect(path: string): Connection {
  try {
    if (path !== ':memory:') makeFolder(dirname(path))
    return new Database(path)
  } catch (error) {
    throw new DatabaseError(explained(path, error))
  }
}

/**
 * Makes a folder and those above it, one by one from the first that exists: Node's recursive mkdir never returns under
 * file systems that answer ENOENT for a folder whose parent exists, such as /proc.
 */
function makeFolder(folder: string): void {
  const absent: string[] = []
  let above = folder
  for (;;) {
    const found = statSync(above, { throwIfNoEntry: false })
    if (found?.isDirectory() === true) break
    if (found !== undefined) throw Object.assign(new Error(`${above} is a file, not a folder`), { code: 'ENOTDIR' })
    absent.unshift(above)
    const parent = dirname(above)
    if (parent === above) break
    above = parent
  }
  for (const path of absent) {
    try {
      mkdirSync(path)
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

function checkOwner(connection: Connection, path: string, migrations: readonly Migration[]): void {
  const version = connection.pragma('user_version', { simple: true }) as number
  const application = connection.pragma('application_id', { simple: true }) as number
  const tables = connection.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0
  if (application !== applicationId && tables > 0) {
    throw new DatabaseError(
      `${path} is a SQLite database of another program (application id ${String(application)}, expected ${String(applicationId)}). Name another file.`,
    )
  }
  const newest = migrations.at(-1)?.version ?? 0
  if (version > newest) {
    throw new DatabaseError(
      `${path} was written by a newer Cladescope: its schema is version ${String(version)}, this one reads up to version ${String(newest)}. Update Cladescope, or name another file.`,
    )
  }
}

function checkIntegrity(connection: Connection, path: string): void {
  const findings = connection.pragma('quick_check(3)') as { quick_check: string }[]
  if (findings.length === 1 && findings[0]?.quick_check === 'ok') return
  throw new DatabaseError(
    `${path} is damaged: ${findings.map((finding) => finding.quick_check).join('; ')}. Restore it from a copy, or move it away to begin a new one.`,
  )
}

function migrate(connection: Connection, migrations: readonly Migration[]): void {
  // Immediate: of two processes that open a new database at once, the second waits and then finds the schema in place.
  const bringUpToDate = connection.transaction(() => {
    const current = connection.pragma('user_version', { simple: true }) as number
    for (const migration of migrations) {
      if (migration.version > current) connection.exec(migration.sql)
    }
    connection.pragma(`application_id = ${String(applicationId)}`)
    connection.pragma(`user_version = ${String(migrations.at(-1)?.version ?? 0)}`)
  })
  const current = connection.pragma('user_version', { simple: true }) as number
  if (current < (migrations.at(-1)?.version ?? 0)) bringUpToDate.immediate()
}

function explained(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'SQLITE_NOTADB') return `${path} is not a SQLite database. Name another file.`
  if (code.startsWith('SQLITE_CORRUPT')) return `${path} is damaged: ${message}. Restore it from a copy, or move it away to begin a new one.`
  if (code.startsWith('SQLITE_READONLY')) return `${path} or its folder is read-only: ${message}. The database must be writable.`
  if (code.startsWith('SQLITE_BUSY')) return `${path} is locked by another program: ${message}.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT') return `The folder of ${path} cannot be made or written to (${code}).`
  if (code.startsWith('SQLITE_CANTOPEN')) return `${path} cannot be opened: its folder or the file is not readable and writable, or it is a folder.`
  return `${path} cannot be opened: ${message}${code === '' ? '' : ` (${code})`}.`
}
