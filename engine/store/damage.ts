/** Rows that are not what was stored: which they are, in the words of the field, and what to do about them. */
import { commandHint } from '../command-hint.ts'
import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import { DatabaseError } from './database-error.ts'
import { type StoredRecord, unpackedRecord } from './gene-record.ts'
import { type Among, type RowKey, tablesOf, unsoundRows } from './kept-checksums.ts'
import type { Connection } from './connection.ts'

export interface DamagedRow {
  readonly table: string
  readonly key: RowKey
  /** What is hurt, e.g. `gene 58 of genome general of model elm (probe 3)`. */
  readonly what: string
  /** What goes when it is taken out. */
  readonly removal: string
  /** What brings it back once it is taken out. */
  readonly remedy: string
}

/**
 * Tables with a row for each gene text, record or item: they are checked when they are read, and whole before a
 * migration.
 */
const tablesCheckedWhenRead: ReadonlySet<string> = new Set([
  'genome_genes',
  'benchmark_records',
  'item_results',
  'choice_results',
  'checkpoint_rows',
  'similarity_terms',
  'tensor_sketches',
  'removed_rows',
])

/**
 * The damaged rows of all tables, or of the `small` ones, which are checked at opening. The content of records is not
 * looked at.
 */
export function damageIn(connection: Connection, tables: 'all' | 'small'): DamagedRow[] {
  return tablesOf(connection)
    .filter((table) => tables === 'all' || !tablesCheckedWhenRead.has(table))
    .flatMap((table) => unsoundRows(connection, table).map((key) => damagedRow(connection, table, key)))
}

/**
 * Genes whose records cannot be read as they were stored; each is decoded.
 *
 * @param onRead told of the records that have been read, after each
 */
export function damagedRecords(
  connection: Connection,
  onRead: (records: number) => void = () => undefined,
): DamagedRow[] {
  const records = connection.prepare<[], StoredRecord & { readonly probe_id: number; readonly gene_index: number }>(
    'SELECT probe_id, gene_index, content, content_checksum AS checksum FROM gene_results ORDER BY probe_id, gene_index',
  )
  const damaged: RowKey[] = []
  let read = 0
  for (const { probe_id, gene_index, ...record } of records.iterate()) {
    try {
      unpackedRecord(record)
    } catch {
      damaged.push({ probe_id, gene_index })
    }
    onRead((read += 1))
  }
  return damaged.map((key) => damagedRow(connection, 'gene_results', key))
}

/** Throws DatabaseError where a row of a table that holds these values is damaged. */
export function requireSound(connection: Connection, table: string, among: Among): void {
  const damaged = damageAmong(connection, table, among)
  if (damaged.length > 0) throw new DatabaseError(damageText(connection.name, damaged))
}

/** The damaged rows of a table among those that hold these values. */
export function damageAmong(connection: Connection, table: string, among: Among): DamagedRow[] {
  return unsoundRows(connection, table, among).map((key) => damagedRow(connection, table, key))
}

/** The error of a gene's record that is not what was stored. */
export function damagedGene(connection: Connection, probeId: number, index: number, cause: unknown): DatabaseError {
  const row = damagedRow(connection, 'gene_results', { probe_id: probeId, gene_index: index })
  return new DatabaseError(damageText(connection.name, [row], cause instanceof Error ? cause.message : String(cause)), {
    cause,
  })
}

const shownRows = 5

/** One message for the reader: the file, what is hurt in it, and what to do. */
export function damageText(
  file: string,
  damage: readonly DamagedRow[],
  reason = 'not what was stored, by its checksum',
): string {
  const shown = firstNames(
    damage.map(({ what }) => what),
    { most: shownRows, separator: '; ' },
  )
  const remedies = [...new Set(damage.map(({ remedy }) => remedy))].slice(0, 2).join('; ')
  return (
    `${file} is damaged: ${shown} (${reason}). Restore the file from a backup, or take out what is damaged with ` +
    `'${commandHint('doctor')} --check --repair --db ${file}', then: ${remedies}.`
  )
}

/** A row in words; what it belongs to is named as far as it can still be read. */
function damagedRow(connection: Connection, table: string, key: RowKey): DamagedRow {
  const { what, removal, remedy } = (words[table] ?? wordsOfAnyRow(table))(connection, key)
  return { table, key, what, removal, remedy }
}

type Words = (
  connection: Connection,
  key: RowKey,
) => { readonly what: string; readonly removal: string; readonly remedy: string }

const words: Readonly<Record<string, Words>> = {
  gene_results: ofGene((gene) => gene, 'its population'),
  gene_noise: ofGene((gene) => `the engine's noise on ${gene}`, 'the measured noise'),
  set_aside_genes: ofGene((gene) => `the note that ${gene} was set aside`, 'the note'),
  probes: (connection, key) => {
    const { probe, model, genome } = probeNames(connection, key['id'])
    return {
      what: `the settings of ${probe}`,
      removal: 'the probe with all its genes',
      remedy: `probe ${model} with ${genome} again`,
    }
  },
  models: (connection, { id }) => ({
    what: `the facts of model ${nameOf(connection, 'models', id)}`,
    removal: 'the model with all its probes and runs',
    remedy: `add the file of ${nameOf(connection, 'models', id)} again and probe it`,
  }),
  model_files: (connection, { model_id: id }) => ({
    what: `where the files of model ${nameOf(connection, 'models', id)} are`,
    removal: 'the record of its files',
    remedy: `add the file of ${nameOf(connection, 'models', id)} again`,
  }),
  file_digests: (_, { path }) => ({
    what: `the digest of ${String(path)}`,
    removal: 'the digest',
    remedy: 'the file is read again when it is needed',
  }),
  genomes: (connection, { id }) => ({
    what: `the facts of genome ${nameOf(connection, 'genomes', id)}`,
    removal: 'the genome with all its probes',
    remedy: `add genome ${nameOf(connection, 'genomes', id)} again (a built-in one comes by itself) and probe with it`,
  }),
  genome_genes: (connection, { genome_id: id, gene_index: index }) => ({
    what: `the text of gene ${numberOf(index)} of genome ${nameOf(connection, 'genomes', id)}`,
    removal: 'the genome with all its probes',
    remedy: `add genome ${nameOf(connection, 'genomes', id)} again (a built-in one comes by itself) and probe with it`,
  }),
  environments: (connection, { id }) => ({
    what: `environment ${String(id)}, in which ${environmentUse(connection, id)} were evaluated`,
    removal: 'the genes and items that were evaluated in it',
    remedy: 'probe and score these models again',
  }),
  near_probes: (connection, { probe_id: first, other_probe_id: second }) => ({
    what: `that ${probeNames(connection, first).probe} and ${probeNames(connection, second).probe} are near each other`,
    removal: 'the note',
    remedy: 'the next comparison of these models makes it again',
  }),
  similarity_terms: (connection, { rowid }) => ({
    what: `what was computed to compare ${comparedBy(connection, rowid)}`,
    removal: 'what was computed',
    remedy: 'the next comparison of these models computes it again',
  }),
  tensor_sketches: (connection, { model_id: id }) => ({
    what: `a sketch of the weights of model ${nameOf(connection, 'models', id)}`,
    removal: 'the sketch of one tensor',
    remedy: `sketch ${nameOf(connection, 'models', id)} again`,
  }),
  model_tags: (connection, { model_id: id, tag }) => ({
    what: `that model ${nameOf(connection, 'models', id)} is tagged ${String(tag)}`,
    removal: 'the tag',
    remedy: `tag ${nameOf(connection, 'models', id)} again`,
  }),
  library_folders: (_, { path }) => ({
    what: `that models were added from ${String(path)}`,
    removal: 'the note',
    remedy: 'add the folder again',
  }),
  queued_jobs: (_, { id }) => ({
    what: `a job of the queue (${String(id)})`,
    removal: 'the job; what it has stored stays',
    remedy: 'start it again',
  }),
  refused_sources: (_, { program, folder }) => ({
    what: `that models of ${String(program)} in ${String(folder)} are not to be added`,
    removal: 'the note',
    remedy: 'refuse them again',
  }),
  removals: () => ofRemoval,
  removed_rows: () => ofRemoval,
  benchmarks: (connection, { id }) => ofBenchmark(connection, id, 'the facts'),
  benchmark_records: (connection, { benchmark_id: id, record_index: index }) =>
    ofBenchmark(connection, id, `record ${numberOf(index)}`),
  benchmark_runs: (connection, { id }) => ofRun(connection, id, 'the settings', 'the run with all its items'),
  item_results: (connection, { run_id: id, item_index: index }) =>
    ofRun(connection, id, `item ${numberOf(index)}`, "the item's result, and the scores computed from it"),
  choice_results: (connection, { run_id: id, item_index: index, choice }) =>
    ofRun(
      connection,
      id,
      `choice ${numberOf(choice)} of item ${numberOf(index)}`,
      "the item's result, and the scores computed from it",
    ),
  set_aside_items: (connection, { run_id: id, item_index: index }) =>
    ofRun(connection, id, `the note that item ${numberOf(index)} was set aside`, 'the note'),
  run_metrics: (connection, { run_id: id, metric }) =>
    ofRun(connection, id, `the score ${String(metric)}`, 'the scores of the run, which are computed again'),
  scored_models: (connection, { id }) => ({
    what: `the facts of scored model ${nameOf(connection, 'scored_models', id)}`,
    removal: 'the scored model with its typed and imported scores',
    remedy: `import or type the scores of ${nameOf(connection, 'scored_models', id)} again`,
  }),
  scores: (connection, { id }) => ({
    what: `a score of ${scoredName(connection, id)}`,
    removal: 'the score',
    remedy: `import or type the score of ${scoredName(connection, id)} again`,
  }),
  checkpoint_tables: (connection, { id }) => ofCheckpoints(connection, id, 'the name'),
  checkpoint_rows: (connection, { table_id: id, position }) =>
    ofCheckpoints(connection, id, `row ${numberOf(position)}`),
}

const ofRemoval: ReturnType<Words> = {
  what: 'what was kept of a removal',
  removal: 'what was kept of it',
  remedy: 'that removal cannot be undone any more',
}

function wordsOfAnyRow(table: string): Words {
  return (_, key) => ({
    what: `the row ${Object.values(key).join(', ')} of table ${table}`,
    removal: 'the row',
    remedy: 'what it held is made again when it is needed, or has to be entered again',
  })
}

function ofGene(what: (gene: string) => string, removal: string): Words {
  return (connection, { probe_id: id, gene_index: index }) => {
    const { probe, model, genome } = probeNames(connection, id)
    return { what: what(`gene ${numberOf(index)} of ${probe}`), removal, remedy: `probe ${model} with ${genome} again` }
  }
}

function ofBenchmark(connection: Connection, id: unknown, part: string): ReturnType<Words> {
  const name = nameOf(connection, 'benchmarks', id)
  return {
    what: `${part} of benchmark ${name}`,
    removal: 'the benchmark with all its runs',
    remedy: `add benchmark ${name} again (a built-in one comes by itself) and score with it`,
  }
}

function ofRun(connection: Connection, id: unknown, part: string, removal: string): ReturnType<Words> {
  const run = connection
    .prepare<unknown[], { model_id: string; benchmark_id: string }>(
      'SELECT model_id, benchmark_id FROM benchmark_runs WHERE id = ?',
    )
    .get(id)
  const model = nameOf(connection, 'models', run?.model_id)
  const benchmark = nameOf(connection, 'benchmarks', run?.benchmark_id)
  return {
    what: `${part} of model ${model} on benchmark ${benchmark} (run ${String(id)})`,
    removal,
    remedy: `score ${model} on ${benchmark} again`,
  }
}

function ofCheckpoints(connection: Connection, id: unknown, part: string): ReturnType<Words> {
  const name = nameOf(connection, 'checkpoint_tables', id)
  return {
    what: `${part} of the table of checkpoints ${name}`,
    removal: 'the table',
    remedy: `import the table of checkpoints ${name} again`,
  }
}

function probeNames(connection: Connection, id: unknown): { probe: string; model: string; genome: string } {
  const row = connection
    .prepare<unknown[], { model_id: string; genome_id: string }>('SELECT model_id, genome_id FROM probes WHERE id = ?')
    .get(id)
  const model = nameOf(connection, 'models', row?.model_id)
  const genome = nameOf(connection, 'genomes', row?.genome_id)
  return { probe: `genome ${genome} of model ${model} (probe ${String(id)})`, model, genome }
}

function comparedBy(connection: Connection, rowid: unknown): string {
  const row = connection
    .prepare<unknown[], { left: number; right: number }>(
      'SELECT probe_id AS left, other_probe_id AS right FROM similarity_terms WHERE rowid = ?',
    )
    .get(rowid)
  return `${probeNames(connection, row?.left).probe} and ${probeNames(connection, row?.right).probe}`
}

type NamedTable = 'models' | 'genomes' | 'benchmarks' | 'scored_models' | 'checkpoint_tables'

/** The name of a row, else its id in brackets. */
function nameOf(connection: Connection, table: NamedTable, id: unknown): string {
  const name =
    id === undefined
      ? undefined
      : connection.prepare<unknown[], string>(`SELECT name FROM ${table} WHERE id = ?`).pluck().get(id)
  return name ?? `[${String(id ?? 'unknown')}]`
}

function scoredName(connection: Connection, scoreId: unknown): string {
  return nameOf(
    connection,
    'scored_models',
    connection.prepare<unknown[], number>('SELECT scored_model_id FROM scores WHERE id = ?').pluck().get(scoreId),
  )
}

function environmentUse(connection: Connection, id: unknown): string {
  const count = (table: 'gene_results' | 'item_results'): number =>
    connection.prepare<unknown[], number>(`SELECT count(*) FROM ${table} WHERE environment_id = ?`).pluck().get(id) ?? 0
  return `${plural(count('gene_results'), 'gene')} and ${plural(count('item_results'), 'item')}`
}

/** Counted from 1, as a reader counts. */
function numberOf(index: unknown): string {
  return String(Number(index) + 1)
}
