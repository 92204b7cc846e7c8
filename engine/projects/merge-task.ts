import type { Merged } from '../api/projects-contract.ts'
import { BroughtRows, type Disagreement } from '../store/brought-rows.ts'
import type { Connection } from '../store/connection.ts'
import type { StoredRow, StoredValue } from '../store/packed-row.ts'
import { parentsFirst, quoted, type TableShapes, tableShapes } from '../store/table-shapes.ts'
import type { TaskContext } from '../storing/database-task.ts'
import { readingProject } from './project-contents.ts'

/**
 * What is of this machine or of one database only, and goes to no other: the schema's seal, digests of files, what was
 * refused here, what can be undone here, jobs.
 */
export const tablesOfOneProject: ReadonlySet<string> = new Set([
  'sealed_schema',
  'file_digests',
  'refused_sources',
  'library_folders',
  'queued_jobs',
  'removals',
  'removed_rows',
])

export interface MergeInput {
  readonly file: string
  /** Nothing is kept. */
  readonly dryRun: boolean
}

/** Undoes all that a dry run has done. */
class DryRun extends Error {}

/** Brings what another project has into this one, in one step. Throws DatabaseError where the other cannot be used. */
export function mergeTask({ connection, report, inOneStep }: TaskContext, { file, dryRun }: MergeInput): Merged {
  return readingProject(file, (other) => {
    let merged: Merged | undefined
    try {
      return inOneStep(() => {
        merged = bringAll(connection, other, report)
        if (dryRun) throw new DryRun()
        return merged
      })
    } catch (error) {
      if (error instanceof DryRun && merged !== undefined) return merged
      throw error
    }
  })
}

function bringAll(
  connection: Connection,
  other: Connection,
  report: (done: number, total: number, item?: string) => void,
): Merged {
  const shapes = tableShapes(connection)
  const brought = new BroughtRows(connection, shapes)
  knowSameCheckpoints(connection, other, brought)
  const tables = parentsFirst(shapes).filter((table) => !tablesOfOneProject.has(table))
  const total = tables.reduce((sum, table) => sum + rowsIn(other, table), 0)
  const added = new Map<string, number>()
  const sketched = new Set<StoredValue>()
  let done = 0
  for (const table of tables) {
    for (const row of allRows(other, shapes, table)) {
      if (brought.bring(table, row) === 'brought') {
        added.set(table, (added.get(table) ?? 0) + 1)
        if (table === 'tensor_sketches') sketched.add(row['model_id']!)
      }
      report((done += 1), total, 'merging')
    }
  }
  const of = (table: string): number => added.get(table) ?? 0
  return {
    added: {
      models: of('models'),
      places: of('model_files'),
      probes: of('probes'),
      genes: of('gene_results'),
      genomes: of('genomes'),
      benchmarks: of('benchmarks'),
      runs: of('benchmark_runs'),
      scoredModels: of('scored_models'),
      scores: of('scores'),
      sketchedModels: sketched.size,
      checkpointTables: of('checkpoint_tables'),
    },
    disagreements: brought.disagreements.map(inWords),
    renamed: brought.renamed.map(({ from, to }) => ({ from, to })),
  }
}

function rowsIn(connection: Connection, table: string): number {
  return (
    connection
      .prepare<[], number>(`SELECT count(*) FROM ${quoted(table)}`)
      .pluck()
      .get() ?? 0
  )
}

/** Rows in the order of their keys: parts of a model's file and probes of a pair keep theirs. */
export function* allRows(
  connection: Connection,
  shapes: TableShapes,
  table: string,
  condition = '',
): Iterable<StoredRow> {
  const { key } = shapes.get(table)!
  const order = key.length === 0 ? '' : `ORDER BY ${key.map(quoted).join(', ')}`
  yield* connection
    .prepare(`SELECT * FROM ${quoted(table)} ${condition} ${order}`)
    .safeIntegers()
    .iterate() as Iterable<StoredRow>
}

/** Tables of checkpoints are the same where name and rows are. */
function knowSameCheckpoints(connection: Connection, other: Connection, brought: BroughtRows): void {
  const tables = (of: Connection): { id: bigint; content: string }[] =>
    of
      .prepare<[], { id: bigint; name: string }>('SELECT id, name FROM checkpoint_tables')
      .safeIntegers()
      .all()
      .map(({ id, name }) => ({
        id,
        content: JSON.stringify([
          name,
          of
            .prepare(
              'SELECT position, checkpoint, loss, examples, score, flops FROM checkpoint_rows WHERE table_id = ? ORDER BY position',
            )
            .raw()
            .all(id),
        ]),
      }))
  const here = new Map(tables(connection).map(({ id, content }) => [content, id]))
  for (const { id, content } of tables(other)) {
    const same = here.get(content)
    if (same !== undefined) brought.know('checkpoint_tables', id, same)
  }
}

const kinds: Readonly<Record<string, string>> = {
  models: 'model',
  scored_models: 'scored model',
  scores: 'score of',
  genomes: 'genome',
  benchmarks: 'benchmark',
}

function inWords({ table, name, column, kept, other }: Disagreement): Merged['disagreements'][number] {
  return { of: `${kinds[table] ?? table} ${name}`, fact: column, kept: text(kept), other: text(other) }
}

function text(value: StoredValue): string {
  return value instanceof Uint8Array ? `${String(value.length)} bytes` : String(value)
}
