import { inNameOrder } from '../../core/model/name-order.ts'
import { type ItemResult, storedChoiceScore } from '../../core/benchmark/choice-score.ts'
import type { BenchmarkScore } from '../../core/benchmark/benchmark-score.ts'
import type { MetricName, TaskName } from '../../core/benchmark/task.ts'
import type { Precision } from '../../native/schemas/load-settings.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import { damageAmong, damageText, requireSound } from './damage.ts'
import { DatabaseError } from './database-error.ts'
import { environmentId } from './environment-rows.ts'
import type { Statement } from 'better-sqlite3'
import type { Connection } from './open-database.ts'

/** What a run is: one model, one benchmark, one set of settings. */
export interface RunKey {
  readonly modelId: string
  readonly benchmarkId: string
  readonly task: TaskName
  readonly shots: number
  /** Of the draw of the examples; 0 where none are drawn. */
  readonly seed: number
  /** Only the first so many items; null: all. */
  readonly limit: number | null
  readonly precision: Precision
}

interface StoredMetric {
  readonly metric: MetricName
  readonly value: number
  readonly stderr: number | null
  readonly n: number
}

/** How a run went: what its scores rest on. */
export interface RunCircumstances extends RunKey {
  readonly benchmarkName: string
  readonly setAside: readonly number[]
  /** Why, in the words of the process; the most frequent three. */
  readonly asideReasons: readonly string[]
  /** Items with context cut from the left. */
  readonly cutItems: number
  readonly environments: readonly SourceEnvironment[]
}

export interface StoredRun extends RunCircumstances {
  readonly id: number
  readonly modelName: string
  /** Items of the run, done or not. */
  readonly items: number
  readonly done: number
  /** Over all items done; empty until the run is over. */
  readonly metrics: readonly StoredMetric[]
  readonly groups: readonly { readonly group: string; readonly metrics: readonly StoredMetric[] }[]
  readonly elapsed: number
  readonly updatedAt: string
  /** What of its items is damaged and what to do, in words; null: nothing. */
  readonly damage: string | null
}

/** Whether a run is over: what it amounts to has been computed. */
export function isOver(run: Pick<StoredRun, 'metrics'>): boolean {
  return run.metrics.length > 0
}

interface RunRow {
  id: number
  model_id: string
  model_name: string
  benchmark_id: string
  benchmark_name: string
  task: TaskName
  shots: number
  seed: number
  item_limit: number
  precision: Precision
  items: number
  elapsed: number
  updated_at: string
  done: number
  cut_items: number
}

interface ChoiceRow {
  item_index: number
  log_likelihood: number
  tokens: number
  greedy: number
  cut_tokens: number
}

const itemTables = ['item_results', 'choice_results'] as const

const keyColumns =
  'model_id = ? AND benchmark_id = ? AND task = ? AND shots = ? AND seed = ? AND item_limit = ? AND precision = ?'

function keyValues(key: RunKey): (string | number)[] {
  return [key.modelId, key.benchmarkId, key.task, key.shots, key.seed, key.limit ?? 0, key.precision]
}

/**
 * Runs of models on benchmarks and their item results in SQLite. An item's result is written once and never changed:
 * where two processes evaluate the same item, the first one's result stays.
 */
export class RunStore {
  private readonly connection: Connection
  /** Items that were found to be what was stored, by run. An item's result never changes, so it is looked at once. */
  private readonly sound = new Map<number, ReadonlySet<number>>()
  /** How runs went, by their ids, as of a state of them: counting cut items reads every choice. */
  private readonly went = new Map<number, { readonly state: string; readonly circumstances: RunCircumstances }>()

  /** Prepared once, for tables with the scores of thousands of runs. */
  private stateOf: Statement<[number], string> | undefined
  private rowOf: Statement<number[], RunRow> | undefined
  private circumstancesOf: ((row: RunRow) => RunCircumstances) | undefined

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** All runs, damaged ones too, by benchmark, model and id. */
  list(): StoredRun[] {
    return this.select('', [])
  }

  get(id: number): StoredRun | undefined {
    return this.select('WHERE runs.id = ?', [id])[0]
  }

  /** How a run went, without a look at whether its items are damaged; undefined where there is no such run. */
  circumstances(id: number): RunCircumstances | undefined {
    this.stateOf ??= this.connection
      .prepare<[number], string>(
        `SELECT updated_at || ' ' || (SELECT count(*) || ' ' || ifnull(max(set_aside_at), '') FROM set_aside_items WHERE run_id = runs.id)
         FROM benchmark_runs AS runs WHERE id = ?`,
      )
      .pluck()
    const state = this.stateOf.get(id)
    const known = this.went.get(id)
    if (state === undefined) return undefined
    if (known?.state === state) return known.circumstances
    const row = (this.rowOf ??= this.rows('WHERE runs.id = ?')).get(id)
    if (row === undefined) return undefined
    const circumstances = (this.circumstancesOf ??= this.circumstancesReader())(row)
    this.went.set(id, { state, circumstances })
    return circumstances
  }

  /** What is stored under a key, to go on from. Throws DatabaseError where an item of it is damaged. */
  find(key: RunKey): StoredRun | undefined {
    const id = this.idOf(key)
    const run = id === undefined ? undefined : this.get(id)
    if (run !== undefined && run.damage !== null) throw new DatabaseError(run.damage)
    return run
  }

  /** The run's row, made if absent. */
  open(key: RunKey, items: number): number {
    this.connection
      .prepare(
        `INSERT OR IGNORE INTO benchmark_runs (model_id, benchmark_id, task, shots, seed, item_limit, precision, items, elapsed, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
      )
      .run(...keyValues(key), items, new Date().toISOString())
    const id = this.idOf(key)
    if (id === undefined)
      throw new Error(`The run of model ${key.modelId} on benchmark ${key.benchmarkId} could not be stored.`)
    return id
  }

  /** Does all of a work on these tables, or nothing of it. */
  inOneStep(work: () => void): void {
    this.connection.transaction(work).immediate()
  }

  /** Commits one item and the time it took; false where its result is stored already. */
  addItem(runId: number, result: ItemResult, environment: SourceEnvironment, milliseconds: number): boolean {
    return this.connection
      .transaction(() => {
        const { changes } = this.connection
          .prepare('INSERT OR IGNORE INTO item_results (run_id, item_index, environment_id) VALUES (?, ?, ?)')
          .run(runId, result.index, environmentId(this.connection, environment))
        if (changes > 0) {
          const insert = this.connection.prepare(
            'INSERT INTO choice_results (run_id, item_index, choice, log_likelihood, tokens, greedy, cut_tokens) VALUES (?, ?, ?, ?, ?, ?, ?)',
          )
          result.choices.forEach((choice, index) =>
            insert.run(
              runId,
              result.index,
              index,
              choice.logLikelihood,
              choice.tokens,
              choice.greedy ? 1 : 0,
              choice.cutTokens,
            ),
          )
        }
        this.connection
          .prepare('DELETE FROM set_aside_items WHERE run_id = ? AND item_index = ?')
          .run(runId, result.index)
        this.connection
          .prepare('UPDATE benchmark_runs SET elapsed = elapsed + ?, updated_at = ? WHERE id = ?')
          .run(milliseconds, new Date().toISOString(), runId)
        return changes > 0
      })
      .immediate()
  }

  /** Indices of the items that are done or set aside. */
  settled(runId: number): Set<number> {
    return new Set(
      this.connection
        .prepare<[number, number], number>(
          'SELECT item_index FROM item_results WHERE run_id = ? UNION SELECT item_index FROM set_aside_items WHERE run_id = ?',
        )
        .pluck()
        .all(runId, runId),
    )
  }

  setAside(runId: number, index: number, failure: string, message: string): void {
    this.connection
      .prepare(
        'INSERT OR REPLACE INTO set_aside_items (run_id, item_index, failure, message, set_aside_at) VALUES (?, ?, ?, ?, ?)',
      )
      .run(runId, index, failure, message, new Date().toISOString())
  }

  /** How many items were set aside by a kind of failure. */
  setAsideBy(runId: number, failure: string): number {
    return this.connection
      .prepare<[number, string], number>('SELECT count(*) FROM set_aside_items WHERE run_id = ? AND failure = ?')
      .pluck()
      .get(runId, failure)!
  }

  takeBack(runId: number, indices: readonly number[]): void {
    const remove = this.connection.prepare('DELETE FROM set_aside_items WHERE run_id = ? AND item_index = ?')
    this.connection.transaction(() => {
      for (const index of indices) remove.run(runId, index)
    })()
  }

  /** The results of the items that are done, by index. */
  results(runId: number): ItemResult[] {
    for (const table of itemTables) requireSound(this.connection, table, { run_id: runId })
    const items = new Map<number, ItemResult['choices'][number][]>()
    const rows = this.connection
      .prepare<[number], ChoiceRow>(
        'SELECT item_index, log_likelihood, tokens, greedy, cut_tokens FROM choice_results WHERE run_id = ? ORDER BY item_index, choice',
      )
      .all(runId)
    for (const row of rows) {
      const score = storedChoiceScore({
        logLikelihood: row.log_likelihood,
        tokens: row.tokens,
        greedy: row.greedy !== 0,
        cutTokens: row.cut_tokens,
      })
      const choices = items.get(row.item_index)
      if (choices === undefined) items.set(row.item_index, [score])
      else choices.push(score)
    }
    return [...items].map(([index, choices]) => ({ index, choices }))
  }

  /**
   * Keeps what a run amounts to. The database refuses it unless it was computed from as many items as are stored.
   *
   * @param alongside what is stored in the same step
   */
  setMetrics(runId: number, score: BenchmarkScore, alongside: () => void = () => undefined): void {
    this.connection
      .transaction(() => {
        this.connection.prepare('DELETE FROM run_metrics WHERE run_id = ?').run(runId)
        const insert = this.connection.prepare(
          'INSERT INTO run_metrics (run_id, group_name, metric, position, value, stderr, n) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        for (const { group, metrics } of [{ group: '', metrics: score.metrics }, ...score.groups]) {
          metrics.forEach(({ metric, value, standardError, items }, position) =>
            insert.run(runId, group, metric, position, value, standardError, items),
          )
        }
        alongside()
      })
      .immediate()
  }

  /** The environments that this model's items were evaluated in. */
  environments(modelId: string): SourceEnvironment[] {
    return this.connection
      .prepare<[string], string>(
        `SELECT content FROM environments WHERE id IN (SELECT DISTINCT environment_id FROM benchmark_runs JOIN item_results ON run_id = benchmark_runs.id
           WHERE model_id = ?) ORDER BY id`,
      )
      .pluck()
      .all(modelId)
      .map((content) => JSON.parse(content) as SourceEnvironment)
  }

  remove(runId: number): boolean {
    return this.connection.prepare('DELETE FROM benchmark_runs WHERE id = ?').run(runId).changes > 0
  }

  /** The models that have runs on a benchmark. */
  modelsOf(benchmarkId: string): string[] {
    return this.connection
      .prepare<[string], string>('SELECT DISTINCT model_id FROM benchmark_runs WHERE benchmark_id = ?')
      .pluck()
      .all(benchmarkId)
  }

  removeOfBenchmark(benchmarkId: string): void {
    this.connection.prepare('DELETE FROM benchmark_runs WHERE benchmark_id = ?').run(benchmarkId)
  }

  /** The id of a run; undefined where nothing of it is stored. */
  idOf(key: RunKey): number | undefined {
    return this.connection
      .prepare<unknown[], number>(`SELECT id FROM benchmark_runs WHERE ${keyColumns}`)
      .pluck()
      .get(...keyValues(key))
  }

  /** What of a run's items is damaged, in words for the reader; null: nothing. */
  private damageOf(runId: number): string | null {
    const items = this.connection
      .prepare<[number], number>('SELECT item_index FROM item_results WHERE run_id = ?')
      .pluck()
      .all(runId)
    const known = this.sound.get(runId)
    const unseen = known === undefined ? items : items.filter((item) => !known.has(item))
    if (unseen.length === 0) return null
    // New items are those of a block or two; a run that is looked at for the first time is looked at as a whole.
    const among = known === undefined ? { run_id: runId } : { run_id: runId, item_index: rangeOf(unseen) }
    const damaged = itemTables.flatMap((table) => damageAmong(this.connection, table, among))
    const hurt = new Set(damaged.map(({ key }) => key['item_index']))
    this.sound.set(runId, new Set(items.filter((item) => !hurt.has(item))))
    return damaged.length === 0 ? null : damageText(this.connection.name, damaged)
  }

  private rows(condition: string): Statement<number[], RunRow> {
    return this.connection.prepare<number[], RunRow>(
      `SELECT runs.*, models.name AS model_name, benchmarks.name AS benchmark_name,
           (SELECT count(*) FROM item_results WHERE run_id = runs.id) AS done,
           (SELECT count(DISTINCT item_index) FROM choice_results WHERE run_id = runs.id AND cut_tokens > 0) AS cut_items
         FROM benchmark_runs AS runs
           JOIN models ON models.id = runs.model_id
           JOIN benchmarks ON benchmarks.id = runs.benchmark_id
         ${condition}
         ORDER BY runs.id`,
    )
  }

  /** What reads how a run went, by statements that are prepared once. */
  private circumstancesReader(): (row: RunRow) => RunCircumstances {
    const setAside = this.connection
      .prepare<[number], number>('SELECT item_index FROM set_aside_items WHERE run_id = ? ORDER BY item_index')
      .pluck()
    const asideReasons = this.connection
      .prepare<[number], string>(
        'SELECT message FROM set_aside_items WHERE run_id = ? GROUP BY message ORDER BY count(*) DESC, message LIMIT 3',
      )
      .pluck()
    const environments = this.connection
      .prepare<[number], string>(
        'SELECT content FROM environments WHERE id IN (SELECT DISTINCT environment_id FROM item_results WHERE run_id = ?) ORDER BY id',
      )
      .pluck()
    return (row) => ({
      modelId: row.model_id,
      benchmarkId: row.benchmark_id,
      benchmarkName: row.benchmark_name,
      task: row.task,
      shots: row.shots,
      seed: row.seed,
      limit: row.item_limit === 0 ? null : row.item_limit,
      precision: row.precision,
      setAside: setAside.all(row.id),
      asideReasons: asideReasons.all(row.id),
      cutItems: row.cut_items,
      environments: environments.all(row.id).map((content) => JSON.parse(content) as SourceEnvironment),
    })
  }

  private select(condition: string, values: readonly number[]): StoredRun[] {
    const metrics = this.connection.prepare<[number], StoredMetric & { group: string }>(
      `SELECT group_name AS 'group', metric, value, stderr, n FROM run_metrics WHERE run_id = ? ORDER BY group_name, position`,
    )
    const circumstancesOf = this.circumstancesReader()
    const byModel = inNameOrder(this.rows(condition).all(...values), (row) => row.model_name)
    return inNameOrder(byModel, (row) => row.benchmark_name).map((row) => {
      const groups = new Map<string, StoredMetric[]>()
      for (const { group, ...metric } of metrics.all(row.id)) groups.set(group, [...(groups.get(group) ?? []), metric])
      const overall = groups.get('') ?? []
      groups.delete('')
      return {
        ...circumstancesOf(row),
        id: row.id,
        modelName: row.model_name,
        items: row.items,
        done: row.done,
        metrics: overall,
        groups: [...groups].map(([group, values]) => ({ group, metrics: values })),
        elapsed: row.elapsed,
        updatedAt: row.updated_at,
        damage: this.damageOf(row.id),
      }
    })
  }
}

/** The first and the last of some numbers. */
function rangeOf(numbers: readonly number[]): [first: number, last: number] {
  return numbers.reduce(
    ([first, last], number) => [Math.min(first, number), Math.max(last, number)],
    [Infinity, -Infinity],
  )
}
