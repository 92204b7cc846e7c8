import { commandHint } from '../command-hint.ts'
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import type { Connection } from './connection.ts'
import { DatabaseError } from './database-error.ts'
import { damageIn, damageText } from './damage.ts'
import { defineFirstRecordChecksum } from './gene-record.ts'
import { fullDisk } from './full-disk.ts'
import { keepChecksums } from './kept-checksums.ts'
import { writerOf } from './lock-holder.ts'
import { checksumsSince, type Migration, migrations as allMigrations } from './migrations.ts'
import { definePackedRow } from './packed-row.ts'
import { defineRowChecksum } from './row-checksum.ts'
import { brokenSeals, sealSchema } from './sealed-schema.ts'
import { defineShownText } from './shown-text.ts'

export type { Connection }

/** Marks a SQLite file as Cladescope's ("Clad" in ASCII), so that another program's database is not written into. */
export const applicationId = 0x436c6164

/**
 * Opens the database, created if absent (with its folder), checks it and brings its schema up to date.
 * `:memory:` gives a database that lives as long as the connection. Throws DatabaseError.
 */
export function openDatabase(file: string, migrations: readonly Migration[] = allMigrations): Connection {
  const path = file === ':memory:' ? file : resolve(file)
  const connection = connect(path)
  try {
    connection.pragma('busy_timeout = 10000')
    // As of one moment: another process may bring the schema up to date in between.
    connection.transaction(() => {
      checkOwner(connection, path, migrations)
      checkStructure(connection, path)
      checkRows(connection, path, 'small')
    })()
    // Takes effect on a new database only. A gene's record fills several pages, and half of the last one stays empty on
    // average.
    connection.pragma('page_size = 2048')
    connection.pragma('journal_mode = WAL')
    // With WAL, NORMAL loses at most the last commits on a power cut, never the database's consistency.
    connection.pragma('synchronous = NORMAL')
    // A step that makes a table anew must not remove the rows that point to the old one.
    connection.pragma('foreign_keys = OFF')
    migrate(connection, path, migrations)
    connection.pragma('foreign_keys = ON')
    return connection
  } catch (error) {
    connection.close()
    throw error instanceof DatabaseError ? error : new DatabaseError(explained(path, error))
  }
}

/** A connection as it is, nothing looked at. Throws DatabaseError. */
export function connect(path: string, { mustExist = false }: { readonly mustExist?: boolean } = {}): Connection {
  try {
    if (path !== ':memory:' && !mustExist) makeFolder(dirname(path))
    const connection = new Database(path, { fileMustExist: mustExist })
    defineRowChecksum(connection)
    defineFirstRecordChecksum(connection)
    defineShownText(connection)
    definePackedRow(connection)
    return connection
  } catch (error) {
    throw new DatabaseError(explained(path, error))
  }
}

/**
 * Makes a folder and those above it, one by one from the first that exists: Node's recursive mkdir never returns under
 * file systems that answer ENOENT for a folder whose parent exists, such as /proc.
 */
export function makeFolder(folder: string): void {
  const absent: string[] = []
  let above = folder
  for (;;) {
    const stats = statSync(above, { throwIfNoEntry: false })
    if (stats?.isDirectory() === true) break
    if (stats !== undefined) throw Object.assign(new Error(`${above} is a file, not a folder`), { code: 'ENOTDIR' })
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

export function checkOwner(connection: Connection, path: string, migrations: readonly Migration[]): void {
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

/**
 * What is wrong with the file itself, its indexes and its schema, as SQLite and the seals say; empty where nothing is.
 */
export function structuralDamage(connection: Connection): string[] {
  // The index of a table is read in its stead, so what both say is compared.
  const findings = (connection.pragma('integrity_check(5)') as { integrity_check: string }[]).map(
    (finding) => finding.integrity_check,
  )
  return [...findings.filter((finding) => finding !== 'ok'), ...brokenSeals(connection, checksumsSince)]
}

/**
 * Whether what is wrong concerns only what can be made anew from the tables: indexes, and the version in the header.
 */
export function isMendable(structure: readonly string[]): boolean {
  return structure.every((finding) => /missing from index|entries in index|not in index|its header says/.test(finding))
}

function checkStructure(connection: Connection, path: string): void {
  const findings = structuralDamage(connection)
  if (findings.length === 0) return
  const remedy = isMendable(findings)
    ? `Nothing that was stored is lost: '${commandHint('doctor')} --check --repair --db ${path}' mends it.`
    : 'Restore it from a backup, or move it away to begin a new one.'
  throw new DatabaseError(`${path} is damaged: ${findings.join('; ')}. ${remedy}`)
}

function checkRows(connection: Connection, path: string, tables: Parameters<typeof damageIn>[1]): void {
  const damage = damageIn(connection, tables)
  if (damage.length > 0) throw new DatabaseError(damageText(path, damage))
}

function migrate(connection: Connection, path: string, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0
  // Immediate: of two processes that open a new database at once, the second waits and then finds the schema in place.
  const bringUpToDate = connection.transaction(() => {
    const current = connection.pragma('user_version', { simple: true }) as number
    if (current === newest) return
    // Checksums that are made anew would make damage good.
    if (current >= checksumsSince) checkRows(connection, path, 'all')
    for (const migration of migrations) {
      if (migration.version > current) connection.exec(migration.sql)
    }
    connection.pragma(`application_id = ${String(applicationId)}`)
    connection.pragma(`user_version = ${String(newest)}`)
    if (newest < checksumsSince) return
    keepChecksums(connection)
    sealSchema(connection, newest)
  })
  const current = connection.pragma('user_version', { simple: true }) as number
  if (current < newest) bringUpToDate.immediate()
}

/** Bytes of a path that SQLite still opens, with the names of the files beside it, on Linux and macOS. */
const longestPath = 504

export function explained(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  const full = fullDisk(path, error)
  if (full !== undefined) return full
  if (code === 'SQLITE_NOTADB') return `${path} is not a SQLite database. Name another file.`
  if (code.startsWith('SQLITE_CORRUPT'))
    return `${path} is damaged: ${message}. Restore it from a backup, or move it away to begin a new one.`
  if (code.startsWith('SQLITE_READONLY'))
    return `${path} or its folder is read-only: ${message}. The database must be writable.`
  if (code.startsWith('SQLITE_BUSY'))
    return `${path} is locked: ${writerOf(path)} is writing to it. Try again when that has ended.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT')
    return `The folder of ${path} cannot be made or written to (${code}).`
  const bytes = Buffer.byteLength(path)
  if (code.startsWith('SQLITE_CANTOPEN') && bytes > longestPath)
    return `The path of the database has ${String(bytes)} bytes, and SQLite opens at most ${String(longestPath)}: ${path}. Name a shorter one.`
  if (code.startsWith('SQLITE_CANTOPEN'))
    return `${path} cannot be opened: its folder or the file is not readable and writable, or it is a folder.`
  return `${path} cannot be opened: ${message}${code === '' ? '' : ` (${code})`}.`
}
