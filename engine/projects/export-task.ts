import { BroughtRows } from '../store/brought-rows.ts'
import { openDatabase } from '../store/open-database.ts'
import { parentsFirst, tableShapes } from '../store/table-shapes.ts'
import type { TaskContext } from '../storing/database-task.ts'
import { allRows } from './merge-task.ts'
import { removeUnfinished, takeName, unfinishedFile, writingError } from './unfinished-file.ts'

export interface ExportInput {
  readonly modelIds: readonly string[]
  /** Where the profile is to be. */
  readonly target: string
  /** Writes over what is there. */
  readonly overwrite: boolean
}

/** Which rows go with the models in the temporary table `chosen`. Of other tables, nothing goes. */
const chosenProbes = 'SELECT id FROM probes WHERE model_id IN (SELECT id FROM chosen)'
const chosenRuns = 'SELECT id FROM benchmark_runs WHERE model_id IN (SELECT id FROM chosen)'
const chosenGenomes = 'SELECT genome_id FROM probes WHERE model_id IN (SELECT id FROM chosen)'
const chosenBenchmarks = 'SELECT benchmark_id FROM benchmark_runs WHERE model_id IN (SELECT id FROM chosen)'
const chosenScored = `SELECT id FROM scored_models WHERE model_id IN (SELECT id FROM chosen)
  OR (model_id IS NULL AND name IN (SELECT name FROM models WHERE id IN (SELECT id FROM chosen)))`

const conditions: Readonly<Record<string, string>> = {
  models: 'id IN (SELECT id FROM chosen)',
  probes: `id IN (${chosenProbes})`,
  genomes: `id IN (${chosenGenomes})`,
  genome_genes: `genome_id IN (${chosenGenomes})`,
  environments: `id IN (SELECT environment_id FROM gene_results WHERE probe_id IN (${chosenProbes})
    UNION SELECT environment_id FROM item_results WHERE run_id IN (${chosenRuns}))`,
  gene_results: `probe_id IN (${chosenProbes})`,
  gene_noise: `probe_id IN (${chosenProbes})`,
  set_aside_genes: `probe_id IN (${chosenProbes})`,
  benchmarks: `id IN (${chosenBenchmarks})`,
  benchmark_records: `benchmark_id IN (${chosenBenchmarks})`,
  benchmark_runs: `id IN (${chosenRuns})`,
  item_results: `run_id IN (${chosenRuns})`,
  choice_results: `run_id IN (${chosenRuns})`,
  set_aside_items: `run_id IN (${chosenRuns})`,
  run_metrics: `run_id IN (${chosenRuns})`,
  scored_models: `id IN (${chosenScored})`,
  scored_model_aliases: `scored_model_id IN (${chosenScored})`,
  scores: `scored_model_id IN (${chosenScored})`,
}

/**
 * Writes what was measured of models into a database of its own, without paths and without what can be computed from
 * the rest. It is whole before it gets its name.
 */
export function exportTask({ connection, report }: TaskContext, { modelIds, target, overwrite }: ExportInput): void {
  const unfinished = unfinishedFile(target)
  try {
    const profile = openDatabase(unfinished)
    try {
      // A file that can be sent has nothing beside it.
      profile.pragma('journal_mode = DELETE')
      connection.exec('CREATE TEMP TABLE chosen (id TEXT PRIMARY KEY)')
      const choose = connection.prepare('INSERT OR IGNORE INTO chosen (id) VALUES (?)')
      for (const id of modelIds) choose.run(id)
      const shapes = tableShapes(profile)
      const tables = parentsFirst(shapes).filter((table) => conditions[table] !== undefined)
      connection.transaction(() =>
        profile.transaction(() => {
          const brought = new BroughtRows(profile, shapes)
          const rowsOf = connection.prepare<[], number>(
            `SELECT ${tables.map((table) => `(SELECT count(*) FROM "${table}" WHERE ${conditions[table]!})`).join(' + ')}`,
          )
          const total = rowsOf.pluck().get() ?? 0
          let done = 0
          for (const table of tables) {
            for (const row of allRows(connection, shapes, table, `WHERE ${conditions[table]!}`)) {
              brought.bring(table, row)
              report((done += 1), total, 'exporting')
            }
          }
        })(),
      )()
    } finally {
      connection.exec('DROP TABLE IF EXISTS temp.chosen')
      profile.close()
    }
    takeName(unfinished, target, overwrite)
  } catch (error) {
    throw writingError(target, error)
  } finally {
    removeUnfinished(unfinished)
  }
}
