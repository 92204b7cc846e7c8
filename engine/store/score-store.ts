import type { Score, ScoredModel, ScoreTable } from '../api/scores-contract.ts'
import type { Connection } from './open-database.ts'

/** What is known of a scored model; absent fields stay as they are, null clears them. */
export interface ModelFacts {
  readonly family?: string | null
  readonly parameters?: number | null
  readonly tokens?: number | null
  readonly flops?: number | null
}

/** A score that was typed in or imported. Measured ones are made by `setMeasured` only. */
export interface GivenScore {
  readonly scoredModelId: string
  readonly benchmark: string
  readonly metric: string
  readonly shots: number | null
  readonly value: number
  readonly stderr: number | null
  readonly n: number | null
  readonly source: 'typed' | 'imported'
  readonly sourceDetail: string
}

/** A score computed from the stored item results of a run. */
export interface MeasuredScore {
  readonly runId: number
  readonly benchmark: string
  readonly metric: string
  readonly shots: number
  readonly value: number
  readonly stderr: number | null
  /** Number of item results it was computed from: all that the run has. */
  readonly n: number
  readonly sourceDetail: string
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
  id: number
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

/** Models and their scores in SQLite: at most one value per model, benchmark, metric, shots and source. */
export class ScoreStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** All models with scores, by name, and all scores, by benchmark, metric, shots and source. */
  table(): ScoreTable {
    return {
      models: this.models(),
      scores: this.connection
        .prepare<[], ScoreRow>('SELECT * FROM scores ORDER BY benchmark, metric, shots, source, id')
        .all()
        .map(scoreOf),
    }
  }

  models(): ScoredModel[] {
    const aliases = new Map<number, string[]>()
    const rows = this.connection
      .prepare<[], { alias: string; scored_model_id: number }>('SELECT alias, scored_model_id FROM scored_model_aliases ORDER BY alias')
      .all()
    for (const { alias, scored_model_id: id } of rows) aliases.set(id, [...(aliases.get(id) ?? []), alias])
    return this.connection
      .prepare<[], ModelRow>('SELECT * FROM scored_models ORDER BY name, id')
      .all()
      .map((row) => modelOf(row, aliases.get(row.id) ?? []))
  }

  model(id: string): ScoredModel | undefined {
    const row = this.connection.prepare<[number], ModelRow>('SELECT * FROM scored_models WHERE id = ?').get(Number(id))
    if (row === undefined) return undefined
    const aliases = this.connection.prepare<[number], string>('SELECT alias FROM scored_model_aliases WHERE scored_model_id = ? ORDER BY alias').pluck()
    return modelOf(row, aliases.all(row.id))
  }

  /** The scored model of a name or an alias. */
  byName(name: string): ScoredModel | undefined {
    const id = this.connection
      .prepare<[string, string], number>(
        `SELECT id FROM scored_models WHERE name = ? UNION ALL SELECT scored_model_id FROM scored_model_aliases WHERE alias = ? LIMIT 1`,
      )
      .pluck()
      .get(name, name)
    return id === undefined ? undefined : this.model(String(id))
  }

  /** The scored model that a model of the library is matched with. */
  byModel(modelId: string): ScoredModel | undefined {
    const id = this.connection.prepare<[string], number>('SELECT id FROM scored_models WHERE model_id = ?').pluck().get(modelId)
    return id === undefined ? undefined : this.model(String(id))
  }

  /** Adds a scored model; answers its id. The name must be free among names and aliases. */
  addModel(name: string, facts: ModelFacts = {}): string {
    const { lastInsertRowid } = this.connection
      .prepare('INSERT INTO scored_models (name, family, parameters, tokens, flops) VALUES (?, ?, ?, ?, ?)')
      .run(name, facts.family ?? null, facts.parameters ?? null, facts.tokens ?? null, facts.flops ?? null)
    return String(lastInsertRowid)
  }

  describeModel(id: string, facts: ModelFacts): void {
    for (const column of ['family', 'parameters', 'tokens', 'flops'] as const) {
      const value = facts[column]
      if (value !== undefined) this.connection.prepare(`UPDATE scored_models SET ${column} = ? WHERE id = ?`).run(value, Number(id))
    }
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

  /** Removes a scored model with its scores; the runs of measured ones stay. */
  removeModel(id: string): boolean {
    return this.connection.prepare('DELETE FROM scored_models WHERE id = ?').run(Number(id)).changes > 0
  }

  /**
   * Matches a scored model with a model of the library, or with none. A model of the library is matched with at most one scored model, and its
   * measured scores go where it is matched; a scored model that held nothing but them goes too, its name becoming an alias.
   */
  match(id: string, modelId: string | null, nameOfOwn: (modelId: string) => string): void {
    this.connection.transaction(() => {
      const before = this.connection.prepare<[number], string | null>('SELECT model_id FROM scored_models WHERE id = ?').pluck().get(Number(id)) ?? null
      if (before === modelId) return
      this.connection.prepare('UPDATE scored_models SET model_id = NULL WHERE id = ?').run(Number(id))
      if (before !== null) this.moveMeasured(before, () => this.ownModel(before, nameOfOwn(before)))
      if (modelId === null) return
      const other = this.byModel(modelId)
      if (other !== undefined) this.connection.prepare('UPDATE scored_models SET model_id = NULL WHERE id = ?').run(Number(other.id))
      this.connection.prepare('UPDATE scored_models SET model_id = ? WHERE id = ?').run(modelId, Number(id))
      this.moveMeasured(modelId, () => id)
      if (other !== undefined && this.isBare(other)) {
        this.removeModel(other.id)
        this.setAliases(id, [...new Set([...(this.model(id)?.aliases ?? []), other.name, ...other.aliases])])
      }
    })()
  }

  /** The scored model of a library model, made under this name (or the next free one) if there is none. */
  ownModel(modelId: string, name: string, facts: ModelFacts = {}): string {
    const known = this.byModel(modelId)
    if (known !== undefined) return known.id
    const id = this.addModel(this.freeName(name), facts)
    this.connection.prepare('UPDATE scored_models SET model_id = ? WHERE id = ?').run(modelId, Number(id))
    return id
  }

  score(id: string): Score | undefined {
    const row = this.connection.prepare<[number], ScoreRow>('SELECT * FROM scores WHERE id = ?').get(Number(id))
    return row === undefined ? undefined : scoreOf(row)
  }

  /** Writes a typed or imported score over the one of the same model, benchmark, metric, shots and source; answers its id. */
  set(score: GivenScore): string {
    const now = new Date().toISOString()
    const id = this.connection
      .prepare<unknown[], number>(
        `INSERT INTO scores (scored_model_id, benchmark, metric, shots, value, stderr, n, source, source_detail, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (scored_model_id, benchmark, metric, ifnull(shots, -1), source) DO UPDATE SET
           value = excluded.value, stderr = excluded.stderr, n = excluded.n, source_detail = excluded.source_detail, updated_at = excluded.updated_at
         RETURNING id`,
      )
      .pluck()
      .get(
        Number(score.scoredModelId), score.benchmark, score.metric, score.shots, score.value, score.stderr, score.n, score.source, score.sourceDetail, now,
      )
    if (id === undefined) throw new Error(`The score of ${score.benchmark} could not be stored.`)
    return String(id)
  }

  /**
   * Puts a score that was measured in the place of the one of the same benchmark, metric and shots. The database refuses it unless exactly `n`
   * results of items are stored for the run.
   */
  setMeasured(scoredModelId: string, score: MeasuredScore): void {
    this.connection.transaction(() => {
      this.connection
        .prepare(`DELETE FROM scores WHERE scored_model_id = ? AND benchmark = ? AND metric = ? AND ifnull(shots, -1) = ? AND source = 'measured'`)
        .run(Number(scoredModelId), score.benchmark, score.metric, score.shots)
      this.connection
        .prepare(
          `INSERT INTO scores (scored_model_id, benchmark, metric, shots, value, stderr, n, source, source_detail, run_id, updated_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'measured', ?, ?, ?)`,
        )
        .run(
          Number(scoredModelId), score.benchmark, score.metric, score.shots, score.value, score.stderr, score.n, score.sourceDetail, score.runId,
          new Date().toISOString(),
        )
    })()
  }

  /** The measured score in this place, if any: its run and number of items. */
  measured(scoredModelId: string, benchmark: string, metric: string, shots: number): { readonly runId: number; readonly n: number } | undefined {
    return this.connection
      .prepare<unknown[], { runId: number; n: number }>(
        `SELECT run_id AS runId, n FROM scores
         WHERE scored_model_id = ? AND benchmark = ? AND metric = ? AND ifnull(shots, -1) = ? AND source = 'measured'`,
      )
      .get(Number(scoredModelId), benchmark, metric, shots)
  }

  remove(id: string): boolean {
    return this.connection.prepare('DELETE FROM scores WHERE id = ?').run(Number(id)).changes > 0
  }

  private moveMeasured(modelId: string, target: () => string): void {
    const ids = this.connection
      .prepare<[string], number>(`SELECT scores.id FROM scores JOIN benchmark_runs ON benchmark_runs.id = run_id WHERE model_id = ?`)
      .pluck()
      .all(modelId)
    if (ids.length === 0) return
    const to = Number(target())
    // A measured score already there belongs to a model that was matched before; its own move has taken it away.
    for (const id of ids) this.connection.prepare('UPDATE scores SET scored_model_id = ? WHERE id = ?').run(to, id)
  }

  /** Whether a scored model holds no score and was never described by hand or by an import. */
  private isBare(model: ScoredModel): boolean {
    const scores = this.connection.prepare<[number], number>('SELECT count(*) FROM scores WHERE scored_model_id = ?').pluck().get(Number(model.id)) ?? 0
    return scores === 0 && model.family === null && model.tokens === null && model.flops === null
  }

  private freeName(name: string): string {
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : `${name} (${String(number)})`
      if (this.byName(candidate) === undefined) return candidate
    }
  }
}

function modelOf(row: ModelRow, aliases: string[]): ScoredModel {
  const { id, name, model_id: modelId, family, parameters, tokens, flops } = row
  return { id: String(id), name, aliases, modelId, family, parameters, tokens, flops }
}

function scoreOf(row: ScoreRow): Score {
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
