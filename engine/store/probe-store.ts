import { inNameOrder } from '../../core/model/name-order.ts'
import type { AlleleRule, GeneRecord, GeneResult, StripRule } from '../../core/population/population.ts'
import { genesPerBlock } from '../../native/gene-blocks.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { Precision } from '../../native/schemas/load-settings.ts'
import { isNoiseGene } from '../../native/source/engine-noise.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import { damagedGene } from './damage.ts'
import type { DatabaseError } from './database-error.ts'
import { environmentId } from './environment-rows.ts'
import { packedRecord, type StoredRecord, unpackedRecord } from './gene-record.ts'
import type { Statement } from 'better-sqlite3'
import type { Connection } from './open-database.ts'
import { type StoredGenes, storedGenes } from './stored-genes.ts'

/** What a probe is: one model, one genome, one set of settings. */
export interface ProbeKey {
  readonly modelId: string
  readonly genomeId: string
  readonly settings: ProbeSettings
  /** What is evaluated of the model; populations of differing precision are different probes. */
  readonly precision: Precision
}

/** A probe with the sums over its genes. */
export interface StoredProbe extends ProbeKey {
  readonly id: number
  readonly modelName: string
  readonly genomeName: string
  /** Genes of the genome. */
  readonly genes: number
  readonly done: number
  readonly setAside: readonly number[]
  /** Why, in the words of the process; the most frequent three. */
  readonly asideReasons: readonly string[]
  readonly capped: number
  readonly nodes: number
  readonly evaluatedTokens: number
  readonly meanUnresolved: number
  readonly meanBound: number
  readonly logLikelihood: number
  readonly tokens: number
  readonly bytes: number
  readonly elapsed: number
  /**
   * Total variation between next-token distributions of a gene evaluated alone and among others; null where none was
   * measured.
   */
  readonly noise: {
    readonly genes: number
    readonly mean: number
    readonly max: number
    /** Genes on which it could not be measured; absent: none. */
    readonly failed?: number | undefined
  } | null
  /** Genes that are done and whose noise is still to be measured, since the probe was stopped in between. */
  readonly unmeasured: readonly number[]
  readonly environments: readonly SourceEnvironment[]
  readonly updatedAt: string
}

interface StoredGene {
  readonly index: number
  readonly text: string
  readonly result: GeneResult
}

interface ProbeRow {
  id: number
  model_id: string
  model_name: string
  genome_id: string
  genome_name: string
  chars: number
  strip: StripRule
  temperature: number
  tolerance: number
  pooled: 0 | 1
  max_depth: number
  max_nodes: number
  precision: Precision
  elapsed: number
  updated_at: string
  genes: number
  done: number
  capped: number
  nodes: number
  evaluated_tokens: number
  mean_unresolved: number
  mean_bound: number
  log_likelihood: number
  tokens: number
  bytes: number
  noise_genes: number
  noise_failed: number
  noise_mean: number
  noise_max: number
}

const settingsColumns =
  'chars = ? AND strip = ? AND temperature = ? AND tolerance = ? AND pooled = ? AND max_depth = ? AND max_nodes = ? AND precision = ?'

/** The values of those columns but the last. */
function settingsValues({
  chars,
  strip,
  temperature,
  tolerance,
  pooled,
  maxDepth,
  maxNodes,
}: ProbeSettings): (string | number)[] {
  return [chars, strip, temperature, tolerance, pooled ? 1 : 0, maxDepth, maxNodes]
}

/**
 * Probes and gene results in SQLite. A gene's row is written once and never changed: where two processes evaluate the
 * same gene, the first one's result stays.
 */
export class ProbeStore {
  private readonly connection: Connection
  /** Prepared once: a comparison reads thousands of records. */
  private recordOf: Statement<[number, number], StoredRecord> | undefined

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** All probes, by model name, genome name and id. */
  list(): StoredProbe[] {
    return this.select('', [])
  }

  get(id: number): StoredProbe | undefined {
    return this.select('WHERE probes.id = ?', [id])[0]
  }

  find(key: ProbeKey): StoredProbe | undefined {
    const id = this.idOf(key)
    return id === undefined ? undefined : this.get(id)
  }

  /** The probes of one genome under one allele rule, by model name, finest tolerance first. */
  under(genomeId: string, rule: AlleleRule): StoredProbe[] {
    return this.select('WHERE genome_id = ? AND chars = ? AND strip = ? AND temperature = ?', [
      genomeId,
      rule.chars,
      rule.strip,
      rule.temperature,
    ])
  }

  /** The probe's row, made if absent. */
  open(key: ProbeKey): number {
    const { settings } = key
    this.connection
      .prepare(
        `INSERT OR IGNORE INTO probes (model_id, genome_id, chars, strip, temperature, tolerance, pooled, max_depth, max_nodes, precision, elapsed, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
      )
      .run(key.modelId, key.genomeId, ...settingsValues(settings), key.precision, new Date().toISOString())
    const id = this.idOf(key)
    if (id === undefined)
      throw new Error(`The probe of model ${key.modelId} with genome ${key.genomeId} could not be stored.`)
    return id
  }

  /**
   * Commits one gene's record and the time it took; false where its result is stored already.
   */
  addGene(
    probeId: number,
    index: number,
    record: GeneRecord,
    environment: SourceEnvironment,
    milliseconds: number,
  ): boolean {
    const result = record.summary
    const { content, checksum } = packedRecord(record.bytes)
    return this.connection
      .transaction(() => {
        const { changes } = this.connection
          .prepare(
            `INSERT OR IGNORE INTO gene_results (probe_id, gene_index, environment_id, log_likelihood, tokens, bytes, nodes, evaluated_tokens,
               unresolved, bound, cap, content_checksum, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            probeId,
            index,
            environmentId(this.connection, environment),
            result.logLikelihood,
            result.tokens,
            result.bytes,
            result.nodes,
            result.evaluatedTokens,
            result.unresolved,
            result.bound,
            result.cap,
            checksum,
            content,
          )
        this.connection.prepare('DELETE FROM set_aside_genes WHERE probe_id = ? AND gene_index = ?').run(probeId, index)
        this.connection
          .prepare('UPDATE probes SET elapsed = elapsed + ?, updated_at = ? WHERE id = ?')
          .run(milliseconds, new Date().toISOString(), probeId)
        return changes > 0
      })
      .immediate()
  }

  /** What probes took: their genes that are done, evaluated tokens in all, and milliseconds. */
  paces(): Pick<StoredProbe, 'modelId' | 'genomeId' | 'settings' | 'done' | 'evaluatedTokens' | 'elapsed'>[] {
    return this.connection
      .prepare<[], ProbeRow>(
        `SELECT probes.*, count(results.probe_id) AS done, coalesce(sum(results.evaluated_tokens), 0) AS evaluated_tokens
         FROM probes JOIN gene_results AS results INDEXED BY gene_results_summary ON results.probe_id = probes.id
         GROUP BY probes.id`,
      )
      .all()
      .map((row) => ({
        modelId: row.model_id,
        genomeId: row.genome_id,
        settings: settingsOf(row),
        done: row.done,
        evaluatedTokens: row.evaluated_tokens,
        elapsed: row.elapsed,
      }))
  }

  /** Genes that are stored of a probe in the precision in which most are, those of shared blocks among them. */
  mostDone(
    { modelId, genomeId, settings }: Omit<ProbeKey, 'precision'>,
    shared: readonly {
      readonly genomeId: string
      readonly from: number
      readonly to: number
      readonly genes: number
    }[],
  ): number {
    const indices = (genome: string, precision: Precision): number[] => {
      const id = this.idOf({ modelId, genomeId: genome, settings, precision })
      return id === undefined ? [] : this.geneIndices(id)
    }
    return Math.max(
      ...(['file', 'float', 'f32'] as const).map((precision) => {
        const done = new Set(indices(genomeId, precision))
        for (const { genomeId: other, from, to, genes } of shared)
          for (const index of indices(other, precision))
            if (index >= from && index < from + genes) done.add(index - from + to)
        return done.size
      }),
    )
  }

  /** Whether any gene from an index on, of so many, is done. */
  hasGenes(probeId: number, from: number, genes: number): boolean {
    return (
      this.connection
        .prepare('SELECT 1 FROM gene_results WHERE probe_id = ? AND gene_index >= ? AND gene_index < ? LIMIT 1')
        .get(probeId, from, from + genes) !== undefined
    )
  }

  /**
   * Copies what a probe has of `genes` genes from index `from` on to another one, from index `to` on; what that one has
   * stays. The engine's noise comes along where it is measured on the same genes, and the time at the mean of a gene.
   */
  copyGenes(source: number, target: number, from: number, to: number, genes: number): void {
    const { changes } = this.connection
      .prepare(
        `INSERT OR IGNORE INTO gene_results (probe_id, gene_index, environment_id, log_likelihood, tokens, bytes, nodes,
           evaluated_tokens, unresolved, bound, cap, content_checksum, content)
         SELECT ?, gene_index - ? + ?, environment_id, log_likelihood, tokens, bytes, nodes, evaluated_tokens, unresolved,
           bound, cap, content_checksum, content
         FROM gene_results WHERE probe_id = ? AND gene_index >= ? AND gene_index < ?`,
      )
      .run(target, from, to, source, from, from + genes)
    this.connection
      .prepare(
        `UPDATE probes SET elapsed = elapsed + ? * (SELECT elapsed FROM probes WHERE id = ?)
           / (SELECT count(*) FROM gene_results WHERE probe_id = ?) WHERE id = ?`,
      )
      .run(changes, source, source, target)
    this.connection
      .prepare(
        `DELETE FROM set_aside_genes WHERE probe_id = ?
           AND gene_index IN (SELECT gene_index FROM gene_results WHERE probe_id = ?)`,
      )
      .run(target, target)
    if (from === to)
      this.connection
        .prepare(
          `INSERT OR IGNORE INTO gene_noise (probe_id, gene_index, total_variation)
           SELECT ?, gene_index, total_variation FROM gene_noise WHERE probe_id = ? AND gene_index >= ? AND gene_index < ?`,
        )
        .run(target, source, from, from + genes)
  }

  /** Does all of a work on these tables, or nothing of it. */
  inOneStep(work: () => void): void {
    this.connection.transaction(work).immediate()
  }

  /**
   * Keeps the engine's noise on one gene, as total variation, null where it cannot be measured there; the first
   * measurement stays.
   */
  addNoise(probeId: number, index: number, totalVariation: number | null): void {
    this.connection
      .prepare('INSERT OR IGNORE INTO gene_noise (probe_id, gene_index, total_variation) VALUES (?, ?, ?)')
      .run(probeId, index, totalVariation)
  }

  /** Indices of the genes that are neither done nor set aside, in order. */
  missing(probeId: number | undefined, genes: number): number[] {
    const settled = new Set(
      probeId === undefined
        ? []
        : this.connection
            .prepare<[number, number], number>(
              'SELECT gene_index FROM gene_results WHERE probe_id = ? UNION SELECT gene_index FROM set_aside_genes WHERE probe_id = ?',
            )
            .pluck()
            .all(probeId, probeId),
    )
    return Array.from({ length: genes }, (_, index) => index).filter((index) => !settled.has(index))
  }

  setAside(probeId: number, index: number, failure: string, message: string): void {
    this.connection
      .prepare(
        'INSERT OR REPLACE INTO set_aside_genes (probe_id, gene_index, failure, message, set_aside_at) VALUES (?, ?, ?, ?, ?)',
      )
      .run(probeId, index, failure, message, new Date().toISOString())
  }

  /** How many genes were set aside by a kind of failure. */
  setAsideBy(probeId: number, failure: string): number {
    return this.connection
      .prepare<[number, string], number>('SELECT count(*) FROM set_aside_genes WHERE probe_id = ? AND failure = ?')
      .pluck()
      .get(probeId, failure)!
  }

  takeBack(probeId: number, indices: readonly number[]): void {
    const remove = this.connection.prepare('DELETE FROM set_aside_genes WHERE probe_id = ? AND gene_index = ?')
    this.connection.transaction(() => {
      for (const index of indices) remove.run(probeId, index)
    })()
  }

  /** The genes of a probe that are done, in order. */
  genes(probeId: number): StoredGene[] {
    return this.connection
      .prepare<[number], StoredRecord & { index: number; text: string }>(
        `SELECT gene_index AS 'index', genome_genes.text, content, content_checksum AS checksum FROM gene_results
           JOIN probes ON probes.id = probe_id
           JOIN genome_genes USING (genome_id, gene_index)
         WHERE probe_id = ? ORDER BY gene_index`,
      )
      .all(probeId)
      .map((row) => ({ index: row.index, text: row.text, result: this.resultOf(probeId, row.index, row) }))
  }

  /** Indices of the genes that are done, in order. */
  geneIndices(probeId: number): number[] {
    return this.connection
      .prepare<[number], number>('SELECT gene_index FROM gene_results WHERE probe_id = ? ORDER BY gene_index')
      .pluck()
      .all(probeId)
  }

  storedGenes(probeId: number): StoredGenes {
    return storedGenes(this.connection, probeId)
  }

  /** Log-likelihoods of the genes that are done, in order, with the genes' bytes. */
  likelihoods(probeId: number): { readonly index: number; readonly logLikelihood: number; readonly bytes: number }[] {
    return this.connection
      .prepare<[number], { index: number; logLikelihood: number; bytes: number }>(
        `SELECT gene_index AS 'index', log_likelihood AS logLikelihood, bytes FROM gene_results WHERE probe_id = ? ORDER BY gene_index`,
      )
      .all(probeId)
  }

  /** Throws DatabaseError where the stored population is damaged. */
  gene(probeId: number, index: number): GeneResult | undefined {
    const record = this.record(probeId, index)
    return record === undefined ? undefined : this.resultOf(probeId, index, record)
  }

  /** A gene's record as it is stored, to be read elsewhere (see gene-record.ts). */
  record(probeId: number, index: number): StoredRecord | undefined {
    this.recordOf ??= this.connection.prepare<[number, number], StoredRecord>(
      'SELECT content, content_checksum AS checksum FROM gene_results WHERE probe_id = ? AND gene_index = ?',
    )
    return this.recordOf.get(probeId, index)
  }

  /** The error of a record that was found not to be what was stored. */
  damaged(probeId: number, index: number, cause: unknown): DatabaseError {
    return damagedGene(this.connection, probeId, index, cause)
  }

  /** The environments that this model's genes were evaluated in. */
  environments(modelId: string): SourceEnvironment[] {
    return this.connection
      .prepare<[string], string>(
        `SELECT content FROM environments WHERE id IN (SELECT DISTINCT environment_id FROM probes
           JOIN gene_results INDEXED BY gene_results_summary ON probe_id = probes.id WHERE model_id = ?) ORDER BY id`,
      )
      .pluck()
      .all(modelId)
      .map((content) => JSON.parse(content) as SourceEnvironment)
  }

  /** Removes a probe with its results; false where there is none. */
  remove(probeId: number): boolean {
    return this.connection.prepare('DELETE FROM probes WHERE id = ?').run(probeId).changes > 0
  }

  removeOfGenome(genomeId: string): void {
    this.connection.prepare('DELETE FROM probes WHERE genome_id = ?').run(genomeId)
  }

  private resultOf(probeId: number, index: number, record: StoredRecord): GeneResult {
    try {
      return unpackedRecord(record)
    } catch (error) {
      throw this.damaged(probeId, index, error)
    }
  }

  idOf({ modelId, genomeId, settings, precision }: ProbeKey): number | undefined {
    return this.connection
      .prepare<unknown[], number>(`SELECT id FROM probes WHERE model_id = ? AND genome_id = ? AND ${settingsColumns}`)
      .pluck()
      .get(modelId, genomeId, ...settingsValues(settings), precision)
  }

  private select(condition: string, values: readonly (string | number)[]): StoredProbe[] {
    const rows = this.connection
      .prepare<unknown[], ProbeRow>(
        `SELECT probes.*, models.name AS model_name, genomes.name AS genome_name,
           (SELECT count(*) FROM genome_genes WHERE genome_genes.genome_id = probes.genome_id) AS genes,
           (SELECT count(total_variation) FROM gene_noise WHERE probe_id = probes.id) AS noise_genes,
           (SELECT count(*) FROM gene_noise WHERE probe_id = probes.id AND total_variation IS NULL) AS noise_failed,
           (SELECT coalesce(avg(total_variation), 0.0) FROM gene_noise WHERE probe_id = probes.id) AS noise_mean,
           (SELECT coalesce(max(total_variation), 0.0) FROM gene_noise WHERE probe_id = probes.id) AS noise_max,
           count(results.probe_id) AS done,
           coalesce(sum(results.cap <> 'none'), 0) AS capped,
           coalesce(sum(results.nodes), 0) AS nodes,
           coalesce(sum(results.evaluated_tokens), 0) AS evaluated_tokens,
           coalesce(avg(results.unresolved), 0.0) AS mean_unresolved,
           coalesce(avg(results.bound), 0.0) AS mean_bound,
           coalesce(sum(results.log_likelihood), 0.0) AS log_likelihood,
           coalesce(sum(results.tokens), 0) AS tokens,
           coalesce(sum(results.bytes), 0) AS bytes
         FROM probes
           JOIN models ON models.id = probes.model_id
           JOIN genomes ON genomes.id = probes.genome_id
           LEFT JOIN gene_results AS results INDEXED BY gene_results_summary ON results.probe_id = probes.id
         ${condition}
         GROUP BY probes.id
         ORDER BY genomes.name, probes.tolerance, probes.id`,
      )
      .all(...values)
    const setAside = this.connection
      .prepare<[number], number>('SELECT gene_index FROM set_aside_genes WHERE probe_id = ? ORDER BY gene_index')
      .pluck()
    const asideReasons = this.connection
      .prepare<[number], string>(
        'SELECT message FROM set_aside_genes WHERE probe_id = ? GROUP BY message ORDER BY count(*) DESC, message LIMIT 3',
      )
      .pluck()
    const environments = this.connection
      .prepare<[number], string>(
        `SELECT content FROM environments WHERE id IN (SELECT DISTINCT environment_id FROM gene_results INDEXED BY gene_results_summary WHERE probe_id = ?)
         ORDER BY id`,
      )
      .pluck()
    const unmeasured = this.connection
      .prepare<[number, number], number>(
        `SELECT gene_index FROM gene_results WHERE probe_id = ? AND gene_index < ${String(genesPerBlock)}
           AND gene_index NOT IN (SELECT gene_index FROM gene_noise WHERE probe_id = ?) ORDER BY gene_index`,
      )
      .pluck()
    return inNameOrder(rows, (row) => row.model_name).map((row) => ({
      id: row.id,
      modelId: row.model_id,
      modelName: row.model_name,
      genomeId: row.genome_id,
      genomeName: row.genome_name,
      settings: settingsOf(row),
      precision: row.precision,
      noise: noiseOf(row),
      unmeasured: unmeasured.all(row.id, row.id).filter(isNoiseGene),
      genes: row.genes,
      done: row.done,
      setAside: setAside.all(row.id),
      asideReasons: asideReasons.all(row.id),
      capped: row.capped,
      nodes: row.nodes,
      evaluatedTokens: row.evaluated_tokens,
      meanUnresolved: row.mean_unresolved,
      meanBound: row.mean_bound,
      logLikelihood: row.log_likelihood,
      tokens: row.tokens,
      bytes: row.bytes,
      elapsed: row.elapsed,
      environments: environments.all(row.id).map((content) => JSON.parse(content) as SourceEnvironment),
      updatedAt: row.updated_at,
    }))
  }
}

/**
 * Whether a probe is complete: every gene is done or set aside, and at least one is done. Analyses take the genes that
 * all compared models have.
 */
export function isComplete(probe: Pick<StoredProbe, 'genes' | 'done' | 'setAside'>): boolean {
  return probe.done > 0 && probe.done + probe.setAside.length >= probe.genes
}

function settingsOf(row: ProbeRow): ProbeSettings {
  return {
    chars: row.chars,
    strip: row.strip,
    temperature: row.temperature,
    tolerance: row.tolerance,
    pooled: row.pooled === 1,
    maxDepth: row.max_depth,
    maxNodes: row.max_nodes,
  }
}

function noiseOf({
  noise_genes: genes,
  noise_mean: mean,
  noise_max: max,
  noise_failed: failed,
}: ProbeRow): StoredProbe['noise'] {
  if (genes === 0) return null
  return failed === 0 ? { genes, mean, max } : { genes, mean, max, failed }
}
