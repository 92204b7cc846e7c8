/**
 * Checksums of rows. SQLite keeps none of what is stored, so a changed byte in a number would go unnoticed. Every table
 * has a column `checksum` over its other columns, which triggers keep; tables and columns are read from the schema
 * itself, so a migration need not think of them. Content that may fill several pages has a checksum of its own (see
 * gene-record.ts and terms-record.ts), which is one of the columns, so that a row can be checked without reading it.
 */
import { checksumFunction, rowChecksum } from './row-checksum.ts'
import type { Connection } from './connection.ts'

export type RowKey = Readonly<Record<string, string | number>>

/** Rows with these values; a pair is a range, both ends belonging to it. */
export type Among = Readonly<Record<string, string | number | readonly [from: number, to: number]>>

interface ColumnRow {
  readonly name: string
  /** Place in the primary key, from 1; 0: no part of it. */
  readonly pk: number
}

interface TableColumns {
  readonly key: readonly string[]
  /** The columns that the checksum is over. */
  readonly covered: readonly string[]
  readonly hasChecksum: boolean
}

const ownChecksum: Readonly<Record<string, string>> = {
  gene_results: 'content',
  similarity_terms: 'content',
  tensor_sketches: 'content',
  removed_rows: 'content',
}

export function tablesOf(connection: Connection): string[] {
  return connection
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all()
}

function columnsOf(connection: Connection, table: string): TableColumns {
  const columns = connection
    .prepare<[string], ColumnRow>('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid')
    .all(table)
  const key = columns
    .filter(({ pk }) => pk > 0)
    .sort((left, right) => left.pk - right.pk)
    .map(({ name }) => name)
  return {
    key: key.length === 0 ? ['rowid'] : key,
    covered: columns.map(({ name }) => name).filter((name) => name !== 'checksum' && name !== ownChecksum[table]),
    hasChecksum: columns.some(({ name }) => name === 'checksum'),
  }
}

/** Gives every table its column and triggers, and the rows of a table whose columns have changed their checksums. */
export function keepChecksums(connection: Connection): void {
  const triggers = new Map(
    connection
      .prepare<[], [name: string, sql: string]>(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
      .raw()
      .all(),
  )
  const changed = tablesOf(connection)
    .map((table) => ({ table, ...columnsOf(connection, table) }))
    .map((table) => ({ ...table, triggers: triggersOf(table) }))
    .filter(
      ({ hasChecksum, triggers: wanted }) => !hasChecksum || wanted.some(({ name, sql }) => triggers.get(name) !== sql),
    )
  // All columns before the first trigger: with each change of a table SQLite reads the triggers of all.
  for (const { table, hasChecksum } of changed)
    if (!hasChecksum) connection.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN checksum INTEGER`)
  for (const { name, sql } of changed.flatMap(({ triggers: wanted }) => wanted)) {
    if (triggers.has(name)) connection.exec(`DROP TRIGGER ${quoted(name)}`)
    connection.exec(sql)
  }
  for (const { table, covered } of changed)
    connection.exec(`UPDATE ${quoted(table)} SET checksum = ${checksumOf(covered)}`)
}

function triggersOf({
  table,
  key,
  covered,
}: TableColumns & { readonly table: string }): { readonly name: string; readonly sql: string }[] {
  const isThisRow = key.map((name) => `${quoted(name)} IS NEW.${quoted(name)}`).join(' AND ')
  const seal = `UPDATE ${quoted(table)} SET checksum = ${checksumOf(covered)} WHERE ${isThisRow}`
  return [
    { name: `${table}_checksum_of_new`, when: 'INSERT' },
    { name: `${table}_checksum_of_changed`, when: `UPDATE OF ${covered.map(quoted).join(', ')}` },
  ].map(({ name, when }) => ({
    name,
    sql: `CREATE TRIGGER ${quoted(name)} AFTER ${when} ON ${quoted(table)} BEGIN ${seal}; END`,
  }))
}

/** Whether a whole row of a table, as it was read, has the checksum of its values. */
export function isSoundIn(connection: Connection, table: string): (row: object) => boolean {
  const { covered, hasChecksum } = columnsOf(connection, table)
  return (row) => {
    const values = row as Readonly<Record<string, unknown>>
    return !hasChecksum || values['checksum'] === rowChecksum(...covered.map((name) => values[name]))
  }
}

/** Keys of the rows of a table whose checksum is not that of their values; `among` narrows it. */
export function unsoundRows(connection: Connection, table: string, among: Among = {}): RowKey[] {
  const { key, covered, hasChecksum } = columnsOf(connection, table)
  if (!hasChecksum) return []
  const conditions = [
    ...Object.entries(among).map(
      ([name, value]) => `${quoted(name)} ${typeof value === 'object' ? 'BETWEEN ? AND ?' : '= ?'}`,
    ),
    `checksum IS NOT ${checksumOf(covered)}`,
  ]
  return connection
    .prepare<unknown[], RowKey>(
      `SELECT ${key.map(quoted).join(', ')} FROM ${quoted(table)} WHERE ${conditions.join(' AND ')}`,
    )
    .all(...Object.values(among).flat())
}

/** The expression for the checksum of a row. */
function checksumOf(columns: readonly string[]): string {
  return `${checksumFunction}(${columns.map(quoted).join(', ')})`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
