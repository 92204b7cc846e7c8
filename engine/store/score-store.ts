import { inNameOrder } from '../../core/model/name-order.ts'
import type { SourcedScore } from '../../core/table/score-csv.ts'
import type { Score, ScoredModel } from '../api/scores-contract.ts'
import type { Connection, Statement } from './connection.ts'

/** A scored model with the family that was given with its scores. */
export type StoredScoredModel = Omit<ScoredModel, 'familySource' | 'importedFamily'>

/** A score without what a reader must know beside it, which its run and its model tell. */
export type StoredScore = Omit<Score, 'remarks'>

export interface StoredScoreTable {
  readonly models: StoredScoredModel[]
  readonly scores: StoredScore[]
}

/** What is known of a scored model; absent fields stay as they are, null clears them. */
interface ModelFacts {
  readonly family?: string | null
  readonly parameters?: number | null
  readonly tokens?: number | null
  readonly flops?: number | null
}

/** A score from elsewhere. Measured ones are made by runs only (see RunStore.setMetrics). */
export interface GivenScore extends SourcedScore {
  readonly scoredModelId: string
  readonly source: 'typed' | 'imported'
}

interface ModelRow {
  id: number
  name: string
  model_id: string | null
  family: string | null
  parameters: number | null
  tokens: number | null
  flops: number | null
}

interface ScoreRow {
  id: number | string
  scored_model_id: number
  benchmark: string
  metric: string
  shots: number | null
  value: number
  stderr: number | null
  n: number | null
  source: Score['source']
  source_detail: string
  updated_at: string
}

/**
 * Measured scores: of the runs of one model that differ only in the draw of examples, the limit or the precision, the
 * one with the most items, and of these the latest. A task other than the benchmark's own is named with it, since it
 * asks other questions.
 */
const measured = `
  SELECT 'run ' || run.id || ' ' || metric AS id, scored.id AS scored_model_id,
    CASE run.task WHEN benchmarks.task THEN benchmarks.name ELSE benchmarks.name || ' (' || run.task || ')' END AS benchmark,
    metric, run.shots, value, stderr, n, 'measured' AS source,
    'seed ' || run.seed || ', precision ' || run.precision || CASE run.item_limit WHEN 0 THEN '' ELSE ', first ' || run.item_limit || ' items' END
      || CASE (SELECT count(*) FROM set_aside_items WHERE run_id = run.id) WHEN 0 THEN '' ELSE ', some items set aside' END AS source_detail,
    run.updated_at
  FROM (
    SELECT *, row_number() OVER (PARTITION BY model_id, benchmark_id, task, shots ORDER BY items DESC, updated_at DESC, id DESC) AS place
    FROM benchmark_runs WHERE EXISTS (SELECT 1 FROM run_metrics WHERE run_id = benchmark_runs.id)
  ) AS run
    JOIN benchmarks ON benchmarks.id = run.benchmark_id
    JOIN scored_models AS scored ON scored.model_id = run.model_id
    JOIN run_metrics ON run_metrics.run_id = run.id AND group_name = ''
  WHERE place = 1`

const given =
  'SELECT id, scored_model_id, benchmark, metric, shots, value, stderr, n, source, source_detail, updated_at FROM scores'

/** Models and their scores in SQLite: at most one value per model, benchmark, metric, shots and source. */
export class ScoreStore {
  private readonly connection: Connection
  private readonly statements = new Map<string, Statement>()

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** All models with scores, by name, and all scores, by benchmark, metric, shots and source. */
  table(): StoredScoreTable {
    return {
      models: this.models(),
      scores: this.connection
        .prepare<[], ScoreRow>(
          `${given} UNION ALL ${measured} ORDER BY benchmark, metric, shots, source, scored_model_id`,
        )
        .all()
        .map(scoreOf),
    }
  }

  models(): StoredScoredModel[] {
    const aliases = new Map<number, string[]>()
    const rows = this.connection
      .prepare<[], { alias: string; scored_model_id: number }>(
        'SELECT alias, scored_model_id FROM scored_model_aliases ORDER BY alias',
      )
      .all()
    for (const { alias, scored_model_id: id } of rows) aliases.set(id, [...(aliases.get(id) ?? []), alias])
    const models = this.connection.prepare<[], ModelRow>('SELECT * FROM scored_models ORDER BY id').all()
    return inNameOrder(models, ({ name }) => name).map((row) => modelOf(row, aliases.get(row.id) ?? []))
  }

  model(id: string): StoredScoredModel | undefined {
    const row = this.connection.prepare<[number], ModelRow>('SELECT * FROM scored_models WHERE id = ?').get(Number(id))
    if (row === undefined) return undefined
    const aliases = this.connection
      .prepare<[number], string>('SELECT alias FROM scored_model_aliases WHERE scored_model_id = ? ORDER BY alias')
      .pluck()
    return modelOf(row, aliases.all(row.id))
  }

  /** Families that came with scores, by the id of the library's model. */
  importedFamilies(): ReadonlyMap<string, string> {
    const rows = this.connection
      .prepare<[], { id: string; family: string }>(
        'SELECT model_id AS id, family FROM scored_models WHERE model_id IS NOT NULL AND family IS NOT NULL',
      )
      .all()
    return new Map(rows.map(({ id, family }) => [id, family]))
  }

  /** The scored model of a name or an alias. */
  byName(name: string): StoredScoredModel | undefined {
    const id = this.connection
      .prepare<[string, string], number>(
        `SELECT id FROM scored_models WHERE name = ? UNION ALL SELECT scored_model_id FROM scored_model_aliases WHERE alias = ? LIMIT 1`,
      )
      .pluck()
      .get(name, name)
    return id === undefined ? undefined : this.model(String(id))
  }

  /** The scored model that a model of the library is matched with. */
  byModel(modelId: string): StoredScoredModel | undefined {
    const id = this.connection
      .prepare<[string], number>('SELECT id FROM scored_models WHERE model_id = ?')
      .pluck()
      .get(modelId)
    return id === undefined ? undefined : this.model(String(id))
  }

  /** Adds a scored model; answers its id. The name must be free among names and aliases. */
  addModel(name: string, facts: ModelFacts = {}): string {
    const { lastInsertRowid } = this.prepared(
      'INSERT INTO scored_models (name, family, parameters, tokens, flops) VALUES (?, ?, ?, ?, ?)',
    ).run(name, facts.family ?? null, facts.parameters ?? null, facts.tokens ?? null, facts.flops ?? null)
    return String(lastInsertRowid)
  }

  describeModel(id: string, facts: ModelFacts): void {
    const columns = (['family', 'parameters', 'tokens', 'flops'] as const).filter(
      (column) => facts[column] !== undefined,
    )
    if (columns.length === 0) return
    const changes = columns.map((column) => `${column} = ?`).join(', ')
    this.prepared(`UPDATE scored_models SET ${changes} WHERE id = ?`).run(
      ...columns.map((column) => facts[column]),
      Number(id),
    )
  }

  renameModel(id: string, name: string): void {
    this.connection.prepare('UPDATE scored_models SET name = ? WHERE id = ?').run(name, Number(id))
  }

  /** Makes these the aliases of a scored model; each must be free among names and other models' aliases. */
  setAliases(id: string, aliases: readonly string[]): void {
    this.connection.transaction(() => {
      this.connection.prepare('DELETE FROM scored_model_aliases WHERE scored_model_id = ?').run(Number(id))
      const insert = this.connection.prepare('INSERT INTO scored_model_aliases (alias, scored_model_id) VALUES (?, ?)')
      for (const alias of aliases) insert.run(alias, Number(id))
    })()
  }

  /** Removes a scored model with its typed and imported scores; runs of a library model stay. */
  removeModel(id: string): boolean {
    return this.connection.prepare('DELETE FROM scored_models WHERE id = ?').run(Number(id)).changes > 0
  }

  /**
   * Matches a scored model with a model of the library, or with none. A model of the library is matched with at most
   * one scored model, under which its measured scores then stand; one that held nothing of its own is removed, its name
   * becoming an alias.
   */
  match(id: string, modelId: string | null): void {
    this.connection.transaction(() => {
      const model = this.model(id)
      if (model === undefined || model.modelId === modelId) return
      const matched = modelId === null ? undefined : this.byModel(modelId)
      const clear = this.connection.prepare('UPDATE scored_models SET model_id = NULL WHERE id = ?')
      clear.run(Number(id))
      if (matched !== undefined) clear.run(Number(matched.id))
      if (model.modelId !== null) this.partFrom(model, model.modelId)
      if (modelId === null) return
      this.connection.prepare('UPDATE scored_models SET model_id = ? WHERE id = ?').run(modelId, Number(id))
      if (matched !== undefined && this.isBare(matched)) {
        this.removeModel(matched.id)
        this.setAliases(id, [...new Set([...(this.model(id)?.aliases ?? []), matched.name, ...matched.aliases])])
      }
    })()
  }

  /**
   * Makes sure that a library model's measured scores stand under a scored model: its own, named as it is, unless it is
   * matched.
   *
   * @param except the id of a scored model that it must not be
   */
  keepMeasured(modelId: string, except?: string): void {
    const hasAny = this.connection
      .prepare<[string]>(
        'SELECT 1 FROM run_metrics JOIN benchmark_runs ON benchmark_runs.id = run_id WHERE model_id = ? LIMIT 1',
      )
      .get(modelId)
    const library = this.connection
      .prepare<[string], { name: string; parameters: number }>('SELECT name, parameters FROM models WHERE id = ?')
      .get(modelId)
    if (hasAny === undefined || library === undefined || this.byModel(modelId) !== undefined) return
    const named = this.byName(library.name)
    const isFree = named !== undefined && named.name === library.name && named.modelId === null && named.id !== except
    const id = isFree ? named.id : this.addModel(this.freeName(library.name), { parameters: library.parameters })
    this.connection.prepare('UPDATE scored_models SET model_id = ? WHERE id = ?').run(modelId, Number(id))
  }

  /**
   * Removes scored models that are matched with a model of the library, under its name, and hold nothing; for after
   * runs were removed.
   */
  dropBare(modelId: string): void {
    const model = this.byModel(modelId)
    const name = this.connection.prepare<[string], string>('SELECT name FROM models WHERE id = ?').pluck().get(modelId)
    const hasRuns =
      this.connection.prepare<[string]>('SELECT 1 FROM benchmark_runs WHERE model_id = ?').get(modelId) !== undefined
    if (model !== undefined && model.name === name && !hasRuns && this.isBare(model)) this.removeModel(model.id)
  }

  /** Runs the removal of a library model; a scored model that held nothing but its measured scores goes with it. */
  removeLibraryModel(modelId: string, remove: () => boolean): boolean {
    return this.connection
      .transaction(() => {
        const matched = this.byModel(modelId)
        const removed = remove()
        if (removed && matched !== undefined && this.isBare(matched)) this.removeModel(matched.id)
        return removed
      })
      .immediate()
  }

  score(id: string): StoredScore | undefined {
    const row = this.connection.prepare<[number], ScoreRow>(`${given} WHERE id = ?`).get(Number(id))
    return row === undefined ? undefined : scoreOf(row)
  }

  /**
   * Writes typed or imported scores over those of the same model, benchmark, metric, shots and source; answers the id
   * of the last.
   *
   * @param onStored told how many are stored, after each
   */
  set(scores: readonly GivenScore[], onStored: (scores: number) => void = () => undefined): string {
    const write = this.prepared(
      `INSERT INTO scores (scored_model_id, benchmark, metric, shots, value, stderr, n, source, source_detail, updated_at)
         VALUES (@scoredModelId, @benchmark, @metric, @shots, @value, @stderr, @n, @source, @sourceDetail, @now)
         ON CONFLICT (scored_model_id, benchmark, metric, ifnull(shots, -1), source) DO UPDATE SET
           value = excluded.value, stderr = excluded.stderr, n = excluded.n, source_detail = excluded.source_detail, updated_at = excluded.updated_at
         RETURNING id`,
    ).pluck()
    const now = new Date().toISOString()
    let id: unknown
    this.connection.transaction(() => {
      for (const [index, score] of scores.entries()) {
        id = write.get({ ...score, scoredModelId: Number(score.scoredModelId), now })
        onStored(index + 1)
      }
    })()
    return String(id as number | undefined)
  }

  /** Removes a typed or imported score. */
  remove(id: string): boolean {
    return this.connection.prepare('DELETE FROM scores WHERE id = ?').run(Number(id)).changes > 0
  }

  /** A statement that is read once: with its triggers that takes longer than to run it. */
  private prepared(sql: string): Statement {
    const statement = this.statements.get(sql) ?? this.connection.prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }

  /** Whether a scored model holds no score of its own and nothing that was said of it but its size. */
  private isBare(model: StoredScoredModel): boolean {
    const scores =
      this.connection
        .prepare<[number], number>('SELECT count(*) FROM scores WHERE scored_model_id = ?')
        .pluck()
        .get(Number(model.id)) ?? 0
    return scores === 0 && model.family === null && model.tokens === null && model.flops === null
  }

  /** After a scored model is no longer matched with a library model: the library's name is no alias of it any more. */
  private partFrom(model: StoredScoredModel, modelId: string): void {
    const name = this.connection.prepare<[string], string>('SELECT name FROM models WHERE id = ?').pluck().get(modelId)
    this.setAliases(
      model.id,
      model.aliases.filter((alias) => alias !== name),
    )
    this.keepMeasured(modelId, model.id)
  }

  private freeName(name: string): string {
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : `${name} (${String(number)})`
      if (this.byName(candidate) === undefined) return candidate
    }
  }
}

function modelOf(row: ModelRow, aliases: string[]): StoredScoredModel {
  const { id, name, model_id: modelId, family, parameters, tokens, flops } = row
  return { id: String(id), name, aliases, modelId, family, parameters, tokens, flops }
}

function scoreOf(row: ScoreRow): StoredScore {
  return {
    id: String(row.id),
    scoredModelId: String(row.scored_model_id),
    benchmark: row.benchmark,
    metric: row.metric,
    shots: row.shots,
    value: row.value,
    stderr: row.stderr,
    n: row.n,
    source: row.source,
    sourceDetail: row.source_detail,
    updatedAt: row.updated_at,
  }
}
