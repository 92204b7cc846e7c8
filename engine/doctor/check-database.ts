import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { damagedRecords, damageIn, type DamagedRow } from '../store/damage.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'
import { AbsentDatabase, DatabaseError } from '../store/database-error.ts'
import { checksumsSince, migrations } from '../store/migrations.ts'
import {
  checkOwner,
  connect,
  type Connection,
  explained,
  isMendable,
  structuralDamage,
} from '../store/open-database.ts'
import { takeOut } from '../store/repair.ts'
import { mendVersion } from '../store/sealed-schema.ts'

export interface DatabaseCheck {
  readonly database: string
  /** Populations that were read, each as a whole. */
  readonly populations: number
  /** What is wrong with the file itself; no record can be taken out then. */
  readonly structure: readonly string[]
  /** Whether that can be made anew from the tables, by `repair`. */
  readonly mendable: boolean
  /** What was found damaged in it, before anything was taken out. */
  readonly damaged: readonly Omit<DamagedRow, 'key'>[]
  /** Whether what was damaged has been taken out. */
  readonly repaired: boolean
}

/**
 * Reads everything in a database and compares it with its checksums. With `repair`, what is damaged is taken out. The
 * database is not brought up to date. Throws DatabaseError where there is none, it is another program's, or nothing of
 * it can be read.
 */
export function checkDatabase(
  file: string,
  repair: boolean,
  report: ProgressListener = () => undefined,
): DatabaseCheck {
  const path = resolve(file)
  if (!existsSync(path)) throw new AbsentDatabase(path)
  const connection = connect(path)
  try {
    connection.pragma('busy_timeout = 10000')
    return checked(connection, path, repair, report)
  } catch (error) {
    throw error instanceof DatabaseError ? error : new DatabaseError(explained(path, error))
  } finally {
    connection.close()
  }
}

/** `checkDatabase` as a task of a thread. */
export function checkTask(
  { file, repair }: { readonly file: string; readonly repair: boolean },
  report: ProgressListener,
): DatabaseCheck {
  return checkDatabase(file, repair, report)
}

function checked(connection: Connection, path: string, repair: boolean, report: ProgressListener): DatabaseCheck {
  const indexes = repair ? mendStructure(connection) : []
  checkOwner(connection, path, migrations)
  const version = connection.pragma('user_version', { simple: true }) as number
  if (version < checksumsSince) {
    throw new DatabaseError(
      `${path} was written by an older Cladescope, which kept no checksums (schema version ${String(version)}). Any other command adds them.`,
    )
  }
  const structure = structuralDamage(connection)
  const populations = (): number => populationsIn(connection)
  // The rows of a damaged tree can be misread; what they seem to say is no ground to remove anything.
  if (structure.length > 0)
    return {
      database: path,
      populations: populations(),
      structure,
      mendable: isMendable(structure),
      damaged: [],
      repaired: false,
    }
  const total = populations()
  const damaged = damageOf(connection, (read) => report(read, total))
  if (repair && damaged.length > 0) takeOut(connection, damaged)
  return {
    database: path,
    populations: populations(),
    structure: indexes,
    mendable: true,
    damaged: damaged.map(({ table, what, removal, remedy }) => ({ table, what, removal, remedy })),
    repaired:
      repair &&
      (damaged.length > 0 || indexes.length > 0) &&
      structuralDamage(connection).length === 0 &&
      damageOf(connection).length === 0,
  }
}

/** Everything that is wrong with an open database, a line each; empty where it is sound. */
export function findingsIn(connection: Connection, report: ProgressListener = () => undefined): string[] {
  const structure = structuralDamage(connection)
  const total = populationsIn(connection)
  return [...structure, ...damageOf(connection, (read) => report(read, total)).map(({ what }) => `damaged: ${what}`)]
}

/** As `findingsIn`, through a connection of its own: what another one is asked meanwhile does not wait for it. */
export function findingsTask({ file }: { readonly file: string }, report: ProgressListener): string[] {
  const connection = connect(file)
  try {
    return findingsIn(connection, report)
  } finally {
    connection.close()
  }
}

function populationsIn(connection: Connection): number {
  return connection.prepare<[], number>('SELECT count(*) FROM gene_results').pluck().get() ?? 0
}

/** Damaged rows and records of all tables, each once. `onRead` is told of the records that have been read. */
function damageOf(connection: Connection, onRead?: (records: number) => void): DamagedRow[] {
  const all = [...damageIn(connection, 'all'), ...damagedRecords(connection, onRead)]
  return [...new Map(all.map((row) => [JSON.stringify([row.table, row.key]), row])).values()]
}

/**
 * Makes indexes anew that do not agree with their tables, and a version that is not the sealed one; answers what was
 * found.
 */
function mendStructure(connection: Connection): string[] {
  const findings = structuralDamage(connection)
  if (findings.length === 0) return []
  if (!isMendable(findings)) return []
  if (findings.some((finding) => finding.startsWith('its header says'))) mendVersion(connection)
  connection.exec('REINDEX')
  return findings
}
