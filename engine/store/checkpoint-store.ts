import type { CheckpointScore } from '../../core/emergence/checkpoint.ts'
import type { CheckpointTable } from '../api/emergence-contract.ts'
import { requireSound } from './damage.ts'
import type { Connection } from './open-database.ts'

interface TableRow {
  id: number
  name: string
  added_at: string
}

interface CheckpointRow {
  checkpoint: string
  loss: number
  examples: number
  score: number
  flops: number | null
}

/** Imported tables of finetuned checkpoints in SQLite. A table's rows never change. */
export class CheckpointStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  list(): CheckpointTable[] {
    return this.connection
      .prepare<[], TableRow>('SELECT * FROM checkpoint_tables ORDER BY name')
      .all()
      .map((row) => this.summary(row))
  }

  get(id: string): CheckpointTable | undefined {
    const row = this.connection
      .prepare<[number], TableRow>('SELECT * FROM checkpoint_tables WHERE id = ?')
      .get(Number(id))
    return row === undefined ? undefined : this.summary(row)
  }

  byName(name: string): CheckpointTable | undefined {
    const row = this.connection.prepare<[string], TableRow>('SELECT * FROM checkpoint_tables WHERE name = ?').get(name)
    return row === undefined ? undefined : this.summary(row)
  }

  /** The rows of a table in the order of the file. */
  rows(id: string): CheckpointScore[] {
    requireSound(this.connection, 'checkpoint_rows', { table_id: Number(id) })
    return this.connection
      .prepare<[number], CheckpointRow>(
        'SELECT checkpoint, loss, examples, score, flops FROM checkpoint_rows WHERE table_id = ? ORDER BY position',
      )
      .all(Number(id))
      .map(({ flops, ...row }) => ({ ...row, ...(flops === null ? {} : { flops }) }))
  }

  /** Stores a table as a whole; answers its id. */
  add(name: string, rows: readonly CheckpointScore[]): string {
    return this.connection
      .transaction(() => {
        const { lastInsertRowid: id } = this.connection
          .prepare('INSERT INTO checkpoint_tables (name, added_at) VALUES (?, ?)')
          .run(name, new Date().toISOString())
        const insert = this.connection.prepare(
          'INSERT INTO checkpoint_rows (table_id, position, checkpoint, loss, examples, score, flops) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        rows.forEach(({ checkpoint, loss, examples, score, flops }, position) =>
          insert.run(id, position, checkpoint, loss, examples, score, flops ?? null),
        )
        return String(id)
      })
      .immediate()
  }

  remove(id: string): boolean {
    return this.connection.prepare('DELETE FROM checkpoint_tables WHERE id = ?').run(Number(id)).changes > 0
  }

  private summary({ id, name, added_at: addedAt }: TableRow): CheckpointTable {
    const rows = this.rows(String(id))
    const losses = rows.map(({ loss }) => loss)
    return {
      id: String(id),
      name,
      rows: rows.length,
      finetuned: rows.filter(({ examples }) => examples > 0).length,
      checkpoints: new Set(rows.map(({ checkpoint, loss }) => JSON.stringify([checkpoint, loss]))).size,
      amounts: [...new Set(rows.map(({ examples }) => examples))].sort((left, right) => left - right),
      leastLoss: losses.reduce((least, loss) => Math.min(least, loss), Infinity),
      mostLoss: losses.reduce((most, loss) => Math.max(most, loss), 0),
      hasCompute: rows.some(({ flops }) => flops !== undefined),
      addedAt,
    }
  }
}
