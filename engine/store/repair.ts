import type { DamagedRow } from './damage.ts'
import type { Connection } from './connection.ts'

/** A row of a table that points to one that is not there, as SQLite finds it. */
interface Orphan {
  readonly table: string
  readonly rowid: number | null
  readonly fkid: number
}

/**
 * Takes damaged rows out with all that rests on them, in one step: what was measured is then missing, and the next
 * probe or scoring measures it again. Foreign keys take most of what belongs to a row with it; what would hinder that
 * goes first.
 */
export function takeOut(connection: Connection, damaged: readonly DamagedRow[]): void {
  connection.pragma('foreign_keys = ON')
  connection
    .transaction(() => {
      for (const row of damaged)
        for (const statement of removals(row)) connection.prepare(statement.sql).run(...statement.values)
      removeOrphans(connection)
    })
    .immediate()
}

interface Statement {
  readonly sql: string
  readonly values: readonly unknown[]
}

function removals({ table, key }: DamagedRow): Statement[] {
  const where = (of: string, condition: string, ...values: unknown[]): Statement => ({
    sql: `DELETE FROM "${of}" WHERE ${condition}`,
    values,
  })
  switch (table) {
    case 'model_files':
      return [where(table, 'model_id = ?', key['model_id'])]
    case 'genomes':
    case 'genome_genes': {
      const id = key['id'] ?? key['genome_id']
      return [where('probes', 'genome_id = ?', id), where('genomes', 'id = ?', id)]
    }
    case 'benchmarks':
    case 'benchmark_records': {
      const id = key['id'] ?? key['benchmark_id']
      return [where('benchmark_runs', 'benchmark_id = ?', id), where('benchmarks', 'id = ?', id)]
    }
    case 'environments':
      return [
        where('gene_results', 'environment_id = ?', key['id']),
        where('item_results', 'environment_id = ?', key['id']),
        where(table, 'id = ?', key['id']),
      ]
    case 'choice_results':
      return [where('item_results', 'run_id = ? AND item_index = ?', key['run_id'], key['item_index'])]
    case 'run_metrics':
      return [where(table, 'run_id = ?', key['run_id'])]
    case 'removed_rows':
      return [where('removals', 'id = ?', key['removal_id'])]
    case 'checkpoint_rows':
      return [where('checkpoint_tables', 'id = ?', key['table_id'])]
    default:
      return [
        where(
          table,
          Object.keys(key)
            .map((name) => `"${name}" = ?`)
            .join(' AND '),
          ...Object.values(key),
        ),
      ]
  }
}

/** Removes what points to rows that are gone: a damaged id was not the one that others pointed to. */
function removeOrphans(connection: Connection): void {
  for (;;) {
    const orphans = connection.prepare<[], Orphan>('SELECT "table", rowid, fkid FROM pragma_foreign_key_check').all()
    if (orphans.length === 0) return
    for (const { table, rowid, fkid } of orphans) {
      if (rowid === null) removeWithoutRowid(connection, table, fkid)
      else connection.prepare(`DELETE FROM "${table}" WHERE rowid = ?`).run(rowid)
    }
  }
}

interface ForeignKeyColumn {
  readonly table: string
  readonly from: string
  readonly to: string
}

function removeWithoutRowid(connection: Connection, table: string, foreignKey: number): void {
  const columns = connection
    .prepare<[string, number], ForeignKeyColumn>(
      'SELECT "table", "from", "to" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq',
    )
    .all(table, foreignKey)
  const parent = columns[0]!.table
  const matches = columns.map(({ from, to }) => `parent."${to}" = child."${from}"`).join(' AND ')
  connection
    .prepare(`DELETE FROM "${table}" AS child WHERE NOT EXISTS (SELECT 1 FROM "${parent}" AS parent WHERE ${matches})`)
    .run()
}
