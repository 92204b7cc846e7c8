/**
 * Removals that can be undone. While something is removed, temporary triggers on all tables note each row that goes,
 * and what changes beside it, whatever the reason: foreign keys, other triggers, clearing up. What was noted is kept in
 * the same database, so it comes and goes with the transaction of the removal.
 */
import { removalText } from '../removals/removal-text.ts'
import { BroughtRows } from './brought-rows.ts'
import type { Connection } from './connection.ts'
import { DatabaseError } from './database-error.ts'
import { packingFunction, type StoredRow, type StoredValue, unpackedRow } from './packed-row.ts'
import { parentsFirst, quoted, type TableShape, type TableShapes, tableShapes } from './table-shapes.ts'

/** Removals that are kept, and for how many days. */
export const keptRemovals = 20
const keptDays = 7

/** Rows of these follow from the file itself, are what is kept here, or are work that was cancelled before. */
const tablesWithoutUndo: ReadonlySet<string> = new Set([
  'removals',
  'removed_rows',
  'sealed_schema',
  'file_digests',
  'queued_jobs',
])

export interface KeptRemoval {
  readonly id: number
  /** What went, in words: `model oak with 2 probes (512 genes)`. */
  readonly what: string
  readonly removedAt: string
}

interface RemovalRow {
  readonly id: number
  readonly names: string
  readonly counts: string
  readonly removed_at: string
}

type Change = 'removed' | 'changed' | 'added'

/**
 * Does work that removes something, and keeps what it removes. To be called in a transaction.
 *
 * @param name what is removed, in words: `model oak`
 * @param group removals of the same group are kept as one
 * @param removal null where nothing went
 */
export function keepingRemoved<T>(
  connection: Connection,
  { name, group }: { readonly name: string; readonly group?: string | undefined },
  work: () => T,
): { readonly result: T; readonly removal: KeptRemoval | null } {
  const id = openRemoval(connection, group)
  const tables = [...tableShapes(connection).values()].filter((table) => !tablesWithoutUndo.has(table.name))
  const triggers = tables.flatMap((table) => notingTriggers(table, id))
  for (const { sql } of triggers) connection.exec(sql)
  let result: T
  try {
    result = work()
  } finally {
    for (const trigger of triggers) connection.exec(`DROP TRIGGER IF EXISTS temp.${quoted(trigger.name)}`)
  }
  const counts = countsOf(connection, id)
  const kept = row(connection, id)!
  if (Object.keys(counts).length === 0) {
    if (kept.names === '[]') forgetRemoval(connection, id)
    return { result, removal: null }
  }
  const names = [...(JSON.parse(kept.names) as string[]), name]
  connection
    .prepare('UPDATE removals SET names = ?, counts = ?, removed_at = ? WHERE id = ?')
    .run(JSON.stringify(names), JSON.stringify(counts), new Date().toISOString(), id)
  connection
    .prepare('DELETE FROM removals WHERE id NOT IN (SELECT id FROM removals ORDER BY id DESC LIMIT ?)')
    .run(keptRemovals)
  forgetOldRemovals(connection)
  return { result, removal: removalOf(row(connection, id)!) }
}

/** What can be undone, the latest first. */
export function listRemovals(connection: Connection): KeptRemoval[] {
  return connection.prepare<[], RemovalRow>('SELECT * FROM removals ORDER BY id DESC').all().map(removalOf)
}

/** Forgets what was kept of a removal: it cannot be undone any more. False where there is none. */
export function forgetRemoval(connection: Connection, id: number): boolean {
  return connection.prepare('DELETE FROM removals WHERE id = ?').run(id).changes > 0
}

/** Forgets what was removed too long ago. Writes only where there is such: a reader is not to wait for who writes. */
export function forgetOldRemovals(connection: Connection, now = Date.now()): void {
  const oldest = new Date(now - keptDays * 24 * 3600 * 1000).toISOString()
  const hasOlder = connection.prepare('SELECT 1 FROM removals WHERE removed_at < ? LIMIT 1').get(oldest) !== undefined
  if (hasOlder) connection.prepare('DELETE FROM removals WHERE removed_at < ?').run(oldest)
}

/** What came of an undo. */
export interface Restored {
  readonly what: string
  /** Rows that were put back. */
  readonly rows: number
  /** Rows that were there already, since the same was made anew meanwhile. */
  readonly known: number
  /** What was put back under another name, since its own is taken. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
}

/**
 * Puts back what a removal took: undefined where none of this id is kept. To be called in a transaction. Throws
 * DatabaseError where it belongs to what was removed later.
 */
export function undoRemoval(
  connection: Connection,
  id: number,
  report: (done: number, total: number) => void = () => undefined,
): Restored | undefined {
  const removal = row(connection, id)
  if (removal === undefined) return undefined
  const shapes = tableShapes(connection)
  const brought = new BroughtRows(connection, shapes)
  const total = Object.values(JSON.parse(removal.counts) as Record<string, number>).reduce((sum, n) => sum + n, 0)
  const outcomes = { brought: 0, known: 0, 'left-out': 0 }
  let done = 0
  try {
    const wasAdded = takeBackAdded(connection, id, shapes)
    for (const table of parentsFirst(shapes)) {
      for (const kept of noted(connection, id, 'removed', table)) {
        if (!wasAdded(shapes.get(table)!, kept)) outcomes[brought.bring(table, kept)] += 1
        report((done += 1), total)
      }
    }
    for (const [name, shape] of shapes)
      for (const kept of noted(connection, id, 'changed', name, 'DESC'))
        if (!wasAdded(shape, part(kept, after))) setBack(connection, shape, brought, kept)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
      throw new DatabaseError(
        `What was removed (${removalOf(removal).what}) belongs to something that was removed later. Undo that first.`,
        { cause: error },
      )
    }
    throw error
  }
  forgetRemoval(connection, id)
  return {
    what: removalOf(removal).what,
    rows: outcomes.brought,
    known: outcomes.known,
    renamed: brought.renamed.map(({ from, to }) => ({ from, to })),
  }
}

function openRemoval(connection: Connection, group: string | undefined): number {
  const begun =
    group === undefined
      ? undefined
      : connection
          .prepare<[string], number>('SELECT id FROM removals WHERE group_name = ? ORDER BY id DESC')
          .pluck()
          .get(group)
  if (begun !== undefined) return begun
  const { lastInsertRowid } = connection
    .prepare(`INSERT INTO removals (group_name, names, counts, removed_at) VALUES (?, '[]', '{}', ?)`)
    .run(group ?? null, new Date().toISOString())
  return Number(lastInsertRowid)
}

function row(connection: Connection, id: number): RemovalRow | undefined {
  return connection.prepare<[number], RemovalRow>('SELECT * FROM removals WHERE id = ?').get(id)
}

function removalOf({ id, names, counts, removed_at: removedAt }: RemovalRow): KeptRemoval {
  const what = removalText(JSON.parse(names) as string[], JSON.parse(counts) as Record<string, number>)
  return { id, what, removedAt }
}

function countsOf(connection: Connection, id: number): Record<string, number> {
  const counts = connection
    .prepare<[number], [table: string, rows: number]>(
      `SELECT table_name, count(*) FROM removed_rows WHERE removal_id = ? AND change = 'removed' GROUP BY table_name`,
    )
    .raw()
    .all(id)
  return Object.fromEntries(counts)
}

/** Values of a changed row are noted twice, before and after, under names with these in front. */
const before = 'before.'
const after = 'after.'

function notingTriggers(shape: TableShape, id: number): { readonly name: string; readonly sql: string }[] {
  const packed = (of: 'OLD' | 'NEW', prefix = ''): string =>
    shape.columns.map((column) => `'${prefix}${column}', ${of}.${quoted(column)}`).join(', ')
  const events: readonly (readonly [Change, when: string, row: string])[] = [
    ['removed', 'DELETE', packed('OLD')],
    [
      'changed',
      `UPDATE OF ${shape.columns.map(quoted).join(', ')}`,
      `${packed('OLD', before)}, ${packed('NEW', after)}`,
    ],
    ['added', 'INSERT', packed('NEW')],
  ]
  return events.map(([change, when, values]) => {
    const name = `note_${change}_${shape.name}`
    const note = `INSERT INTO removed_rows (removal_id, position, table_name, change, content)
      VALUES (${String(id)}, (SELECT coalesce(max(position), 0) + 1 FROM removed_rows WHERE removal_id = ${String(id)}),
        '${shape.name}', '${change}', ${packingFunction}(${values}))`
    return {
      name,
      sql: `CREATE TEMP TRIGGER ${quoted(name)} AFTER ${when} ON main.${quoted(shape.name)} BEGIN ${note}; END`,
    }
  })
}

function* noted(
  connection: Connection,
  id: number,
  change: Change,
  table: string,
  order: 'ASC' | 'DESC' = 'ASC',
): Iterable<StoredRow> {
  const positions = connection
    .prepare<[number, Change, string], number>(
      `SELECT position FROM removed_rows WHERE removal_id = ? AND change = ? AND table_name = ? ORDER BY position ${order}`,
    )
    .pluck()
    .all(id, change, table)
  // One at a time: a connection cannot write while it iterates, and all of them may be more than memory holds.
  const content = connection
    .prepare<[number, number], Buffer>('SELECT content FROM removed_rows WHERE removal_id = ? AND position = ?')
    .pluck()
  for (const position of positions) yield unpackedRow(content.get(id, position)!)
}

/**
 * Removes what was added beside the removal, where it is still as it became and nothing points to it. Answers which
 * rows were added: what else was noted of those is no state to go back to.
 */
function takeBackAdded(
  connection: Connection,
  id: number,
  shapes: TableShapes,
): (shape: TableShape, row: StoredRow) => boolean {
  const keys = new Map<string, Set<string>>()
  for (const table of parentsFirst(shapes).reverse()) {
    const shape = shapes.get(table)!
    const became = new Map<string, StoredRow>()
    for (const added of noted(connection, id, 'added', table)) became.set(keyOf(shape, added), added)
    if (became.size === 0) continue
    keys.set(table, new Set(became.keys()))
    for (const changed of noted(connection, id, 'changed', table)) {
      const now = part(changed, after)
      if (became.has(keyOf(shape, now))) became.set(keyOf(shape, now), now)
    }
    for (const added of became.values())
      if (!isPointedTo(connection, shapes, table, added)) removeSame(connection, shape, added)
  }
  return (shape, row) => keys.get(shape.name)?.has(keyOf(shape, row)) === true
}

function keyOf(shape: TableShape, row: StoredRow): string {
  return shape.key.map((name) => String(row[name])).join('\0')
}

function isPointedTo(connection: Connection, shapes: TableShapes, table: string, row: StoredRow): boolean {
  return [...shapes.values()].some(({ name, foreignKeys }) =>
    foreignKeys.some((key) => {
      if (key.table !== table) return false
      const conditions = key.columns.map(({ from }) => `${quoted(from)} = ?`).join(' AND ')
      const pointing = connection.prepare(`SELECT 1 FROM ${quoted(name)} WHERE ${conditions}`)
      return pointing.get(...key.columns.map(({ to }) => row[to])) !== undefined
    }),
  )
}

function removeSame(connection: Connection, shape: TableShape, row: StoredRow): void {
  const columns = shape.columns.filter((column) => row[column] !== undefined)
  connection
    .prepare(
      `DELETE FROM ${quoted(shape.name)} WHERE ${columns.map((column) => `${quoted(column)} IS ?`).join(' AND ')}`,
    )
    .run(...columns.map((column) => row[column]))
}

/** Sets back the columns of a row that were changed beside the removal, where they hold what they were changed to. */
function setBack(connection: Connection, shape: TableShape, brought: BroughtRows, kept: StoredRow): void {
  const [was, became] = ([before, after] as const).map((prefix) => brought.withIdsHere(shape, part(kept, prefix))) as [
    StoredRow,
    StoredRow,
  ]
  for (const column of shape.columns.filter((name) => !isSame(was[name], became[name]))) {
    const conditions = [...shape.key, column].map((name) => `${quoted(name)} IS ?`).join(' AND ')
    connection
      .prepare(`UPDATE OR IGNORE ${quoted(shape.name)} SET ${quoted(column)} = ? WHERE ${conditions}`)
      .run(was[column], ...shape.key.map((name) => became[name]), became[column])
  }
}

/** A changed row before or after. */
function part(kept: StoredRow, prefix: typeof before | typeof after): StoredRow {
  return Object.fromEntries(
    Object.entries(kept)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}

function isSame(left: StoredValue | undefined, right: StoredValue | undefined): boolean {
  return left instanceof Uint8Array && right instanceof Uint8Array ? Buffer.compare(left, right) === 0 : left === right
}
