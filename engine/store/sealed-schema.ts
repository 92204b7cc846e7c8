import { crc32 } from 'node:zlib'
import type { Connection } from './connection.ts'

/*
 * The header of the file and the texts of the schema are in no table, so no row's checksum covers them. What they were
 * when the schema was last brought up to date is a row: a damaged version would make old migrations run again.
 */

interface Seal {
  readonly version: number
  readonly digest: number
}

/** Keeps the schema's version and the checksum of its texts. */
export function sealSchema(connection: Connection, version: number): void {
  connection
    .prepare('INSERT OR REPLACE INTO sealed_schema (id, version, digest) VALUES (1, ?, ?)')
    .run(version, digestOf(connection))
}

/**
 * What is not as it was sealed, in words; empty where all is. `sealedSince` is the version from which on a schema is
 * sealed.
 */
export function brokenSeals(connection: Connection, sealedSince: number): string[] {
  const version = connection.pragma('user_version', { simple: true }) as number
  const seal = sealOf(connection)
  if (seal === undefined) return version >= sealedSince ? ['the record of its schema is missing'] : []
  return [
    ...(seal.version === version
      ? []
      : [`its header says that its schema is version ${String(version)}; expected ${String(seal.version)}`]),
    ...(seal.digest === digestOf(connection) ? [] : ['the definitions of its tables are not those that were made']),
  ]
}

/** Sets the version in the header as it was sealed; false where that is not what is wrong. */
export function mendVersion(connection: Connection): boolean {
  const seal = sealOf(connection)
  if (seal === undefined || seal.digest !== digestOf(connection)) return false
  connection.pragma(`user_version = ${String(seal.version)}`)
  return true
}

function sealOf(connection: Connection): Seal | undefined {
  const exists =
    connection.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sealed_schema'`).get() !==
    undefined
  return exists ? connection.prepare<[], Seal>('SELECT version, digest FROM sealed_schema').get() : undefined
}

function digestOf(connection: Connection): number {
  const texts = connection
    .prepare<[], unknown[]>(
      `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name`,
    )
    .raw()
    .all()
  return crc32(JSON.stringify(texts))
}
