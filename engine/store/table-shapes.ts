/** The tables of a database as its schema gives them: columns, keys, and which rows point to which. */
import type { Connection } from './connection.ts'
import { tablesOf } from './kept-checksums.ts'

export interface ForeignKey {
  /** In their order, each with the column that it points to. */
  readonly columns: readonly { readonly from: string; readonly to: string }[]
  readonly table: string
}

export interface TableShape {
  readonly name: string
  /** All but the checksum of the row, which triggers write. */
  readonly columns: readonly string[]
  /** Columns of the primary key; empty where there is none. */
  readonly key: readonly string[]
  /** Columns whose values together are those of one row, besides the primary key. */
  readonly unique: readonly (readonly string[])[]
  readonly foreignKeys: readonly ForeignKey[]
  /** Tables that a trigger on INSERT reads: their rows are to be there first. */
  readonly readAtInsert: readonly string[]
}

export type TableShapes = ReadonlyMap<string, TableShape>

export function tableShapes(connection: Connection): TableShapes {
  const tables = tablesOf(connection)
  return new Map(tables.map((table) => [table, shapeOf(connection, table, tables)]))
}

function shapeOf(connection: Connection, table: string, tables: readonly string[]): TableShape {
  const columns = connection
    .prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid')
    .all(table)
  const references = connection
    .prepare<[string], { id: number; table: string; from: string; to: string }>(
      'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq',
    )
    .all(table)
  const uniqueIndexes = connection
    .prepare<[string], string>(`SELECT name FROM pragma_index_list(?) WHERE origin = 'u' ORDER BY name`)
    .pluck()
    .all(table)
  const columnsOfIndex = connection
    .prepare<[string], string>('SELECT name FROM pragma_index_info(?) ORDER BY seqno')
    .pluck()
  const triggers = connection
    .prepare<[string], string>(`SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?`)
    .pluck()
    .all(table)
    .filter((sql) => /\b(?:BEFORE|AFTER) INSERT ON\b/.test(sql))
  return {
    name: table,
    columns: columns.map(({ name }) => name).filter((name) => name !== 'checksum'),
    key: columns
      .filter(({ pk }) => pk > 0)
      .sort((left, right) => left.pk - right.pk)
      .map(({ name }) => name),
    unique: uniqueIndexes.map((index) => columnsOfIndex.all(index)),
    foreignKeys: [...Map.groupBy(references, ({ id }) => id).values()].map((key) => ({
      table: key[0]!.table,
      columns: key.map(({ from, to }) => ({ from, to })),
    })),
    readAtInsert: tables.filter(
      (other) => other !== table && triggers.some((sql) => new RegExp(`\\bFROM "?${other}\\b`).test(sql)),
    ),
  }
}

/** Names of tables in an order in which each comes after those that its rows point to. */
export function parentsFirst(shapes: TableShapes): string[] {
  const ordered = new Set<string>()
  const visit = (name: string): void => {
    const shape = shapes.get(name)
    if (shape === undefined || ordered.has(name)) return
    for (const { table } of shape.foreignKeys) if (table !== name) visit(table)
    for (const table of shape.readAtInsert) visit(table)
    ordered.add(name)
  }
  for (const name of shapes.keys()) visit(name)
  return [...ordered]
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
