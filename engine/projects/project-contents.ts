import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ProjectContents } from '../api/projects-contract.ts'
import type { Connection } from '../store/connection.ts'
import { damagedRecords, damageIn, damageText } from '../store/damage.ts'
import { AbsentDatabase, DatabaseError } from '../store/database-error.ts'
import { migrations, schemaVersion } from '../store/migrations.ts'
import { checkOwner, explained, openDatabase, structuralDamage } from '../store/open-database.ts'
import { defineRowChecksum } from '../store/row-checksum.ts'

/**
 * A connection to another project that cannot change it, after a look at the whole file: refused is what is damaged, of
 * a newer version or of another program. Throws DatabaseError.
 */
function openToRead(file: string): Connection {
  if (!existsSync(file)) throw new AbsentDatabase(file)
  let connection: Connection | undefined
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true })
    connection.pragma('busy_timeout = 5000')
    defineRowChecksum(connection)
    checkOwner(connection, file, migrations)
    const structure = structuralDamage(connection)
    if (structure.length > 0)
      throw new DatabaseError(
        `${file} is damaged: ${structure.join('; ')}. Nothing of it was read. Restore it from a backup.`,
      )
    const damage = [...damageIn(connection, 'all'), ...damagedRecords(connection)]
    if (damage.length > 0) throw new DatabaseError(damageText(file, damage))
    return connection
  } catch (error) {
    connection?.close()
    throw error instanceof DatabaseError ? error : new DatabaseError(explained(file, error))
  }
}

/**
 * Does work on another project as this version writes it, as of one moment: one of an older version is copied and the
 * copy brought up to date, its file left as it is.
 */
export function readingProject<T>(file: string, work: (connection: Connection) => T): T {
  const connection = openToRead(file)
  try {
    const version = connection.pragma('user_version', { simple: true }) as number
    if (version === schemaVersion) return connection.transaction(() => work(connection))()
    const folder = mkdtempSync(join(tmpdir(), 'cladescope-'))
    try {
      const copied = join(folder, 'copy.sqlite')
      connection.prepare('VACUUM INTO ?').run(copied)
      const copy = openDatabase(copied)
      try {
        return work(copy)
      } finally {
        copy.close()
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  } finally {
    connection.close()
  }
}

export function contentsOf(connection: Connection): ProjectContents {
  const count = (sql: string): number =>
    connection.prepare<[], number>(`SELECT count(*) FROM ${sql}`).pluck().get() ?? 0
  return {
    models: count('models'),
    modelsWithoutFile: count('models WHERE id NOT IN (SELECT model_id FROM model_files)'),
    probes: count('probes'),
    genes: count('gene_results'),
    genomes: count('genomes WHERE built_in = 0'),
    benchmarks: count('benchmarks WHERE built_in = 0'),
    runs: count('benchmark_runs'),
    scoredModels: count('scored_models'),
    scores: count('scores'),
    sketchedModels: count('(SELECT DISTINCT model_id FROM tensor_sketches)'),
    checkpointTables: count('checkpoint_tables'),
  }
}

/** What a project holds, through a look at all of it. */
export function contentsTask({ file }: { readonly file: string }): ProjectContents {
  return readingProject(file, contentsOf)
}
