import type { TaskName } from '../../core/benchmark/task.ts'
import { requireSound } from './damage.ts'
import type { Connection } from './open-database.ts'

export interface StoredBenchmark {
  readonly id: string
  readonly name: string
  readonly digest: string
  /** The task its records are read by where none is named. */
  readonly task: TaskName
  readonly description: string
  readonly builtIn: boolean
  readonly records: number
}

interface BenchmarkRow {
  id: string
  name: string
  digest: string
  task: TaskName
  description: string
  built_in: number
  records: number
}

const select = `SELECT id, name, digest, task, description, built_in,
  (SELECT count(*) FROM benchmark_records WHERE benchmark_id = benchmarks.id) AS records FROM benchmarks`

/** The benchmarks in SQLite. A benchmark's records never change: other records are another benchmark. */
export class BenchmarkStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Built-in benchmarks first, each kind in the order of names. */
  list(): StoredBenchmark[] {
    return this.connection.prepare<[], BenchmarkRow>(`${select} ORDER BY built_in DESC, name`).all().map(benchmarkOf)
  }

  get(id: string): StoredBenchmark | undefined {
    return this.find(`${select} WHERE id = ?`, id)
  }

  byName(name: string): StoredBenchmark | undefined {
    return this.find(`${select} WHERE name = ?`, name)
  }

  byDigest(digest: string): StoredBenchmark | undefined {
    return this.find(`${select} WHERE digest = ?`, digest)
  }

  /** Some of the records as JSON texts, in order: `count` of them at most, those from `from` on. */
  records(id: string, from: number, count: number): string[] {
    const range = [from, from + count - 1] as const
    requireSound(this.connection, 'benchmark_records', { benchmark_id: id, record_index: range })
    return this.connection
      .prepare<[string, number, number], string>(
        'SELECT text FROM benchmark_records WHERE benchmark_id = ? AND record_index BETWEEN ? AND ? ORDER BY record_index',
      )
      .pluck()
      .all(id, ...range)
  }

  /** @param onStored told how many records are stored, after each */
  insert(
    benchmark: Omit<StoredBenchmark, 'records'>,
    records: readonly string[],
    onStored: (records: number) => void = () => undefined,
  ): void {
    this.connection
      .transaction(() => {
        const { id, name, digest, task, description, builtIn } = benchmark
        this.connection
          .prepare(
            'INSERT INTO benchmarks (id, name, digest, task, description, built_in, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
          )
          .run(id, name, digest, task, description, builtIn ? 1 : 0, new Date().toISOString())
        const insert = this.connection.prepare(
          'INSERT INTO benchmark_records (benchmark_id, record_index, text) VALUES (?, ?, ?)',
        )
        for (const [index, text] of records.entries()) {
          insert.run(id, index, text)
          onStored(index + 1)
        }
      })
      .immediate()
  }

  describe(
    id: string,
    facts: { readonly name: string; readonly task: TaskName; readonly description: string; readonly builtIn: boolean },
  ): void {
    this.connection
      .prepare('UPDATE benchmarks SET name = ?, task = ?, description = ?, built_in = ? WHERE id = ?')
      .run(facts.name, facts.task, facts.description, facts.builtIn ? 1 : 0, id)
  }

  /** Removes a benchmark that no run uses; false where it is absent or in use. */
  remove(id: string): boolean {
    return (
      this.connection
        .prepare(
          'DELETE FROM benchmarks WHERE id = ? AND NOT EXISTS (SELECT 1 FROM benchmark_runs WHERE benchmark_id = benchmarks.id)',
        )
        .run(id).changes > 0
    )
  }

  private find(sql: string, value: string): StoredBenchmark | undefined {
    const row = this.connection.prepare<[string], BenchmarkRow>(sql).get(value)
    return row === undefined ? undefined : benchmarkOf(row)
  }
}

function benchmarkOf({ built_in: builtIn, ...row }: BenchmarkRow): StoredBenchmark {
  return { ...row, builtIn: builtIn !== 0 }
}
