import { canonicalJson } from './canonical-json.ts'
import type { Connection } from './open-database.ts'

export type QueueName = 'probes' | 'scoring'

/** An unfinished job as it is stored. */
export interface StoredQueuedJob {
  readonly id: string
  /** Id of the engine whose queue it is in, and of its process. */
  readonly engine: string
  readonly process: number
  readonly modelId: string
  /** What is done, as canonical JSON: the same for the same work. */
  readonly content: string
  /** Genes or items. */
  readonly pieces: number
  /** How the model is loaded, as JSON. */
  readonly load: string
  readonly precisionReason: string | null
  readonly isHeld: boolean
  /** Whether anything of it may be stored. */
  readonly isBegun: boolean
  /** Whether its engine works on it, or did when it was killed. */
  readonly isAtWork: boolean
}

interface JobRow extends Omit<StoredQueuedJob, 'isHeld' | 'isBegun' | 'isAtWork'> {
  readonly isHeld: 0 | 1
  readonly isBegun: 0 | 1
  readonly isAtWork: 0 | 1
}

const columns = `id, engine, process, model_id AS modelId, content, pieces, load, precision_reason AS precisionReason,
  is_held AS isHeld, is_begun AS isBegun, is_at_work AS isAtWork`

/** The text under which work is stored. */
export function contentOf(key: object): string {
  return canonicalJson(key)
}

/** The unfinished jobs of all engines on a database, in SQLite: what an engine has queued outlives it. */
export class JobStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** The jobs of all engines in a queue, in order. */
  list(queue: QueueName): StoredQueuedJob[] {
    return this.connection
      .prepare<[QueueName], JobRow>(`SELECT ${columns} FROM queued_jobs WHERE queue = ? ORDER BY engine, position, id`)
      .all(queue)
      .map((row) => ({ ...row, isHeld: row.isHeld === 1, isBegun: row.isBegun === 1, isAtWork: row.isAtWork === 1 }))
  }

  /** Makes these, in order, the jobs of an engine in a queue. Jobs of a model that is gone are left out. */
  save(queue: QueueName, engine: string, jobs: readonly Omit<StoredQueuedJob, 'engine'>[]): void {
    const remove = this.connection.prepare('DELETE FROM queued_jobs WHERE queue = ? AND engine = ?')
    const insert = this.connection.prepare(
      `INSERT INTO queued_jobs (id, queue, engine, process, position, model_id, content, pieces, load, precision_reason,
         is_held, is_begun, is_at_work)
       SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM models WHERE id = ?)`,
    )
    this.connection
      .transaction(() => {
        remove.run(queue, engine)
        for (const [position, job] of jobs.entries())
          insert.run(
            job.id,
            queue,
            engine,
            job.process,
            position,
            job.modelId,
            job.content,
            job.pieces,
            job.load,
            job.precisionReason,
            job.isHeld ? 1 : 0,
            job.isBegun ? 1 : 0,
            job.isAtWork ? 1 : 0,
            job.modelId,
          )
      })
      .immediate()
  }

  /** Notes that an engine works on a job. */
  noteWork(id: string): void {
    this.connection.prepare('UPDATE queued_jobs SET is_begun = 1, is_at_work = 1 WHERE id = ?').run(id)
  }

  remove(ids: readonly string[]): void {
    const remove = this.connection.prepare('DELETE FROM queued_jobs WHERE id = ?')
    this.inOneStep(() => {
      for (const id of ids) remove.run(id)
    })
  }

  /** Does all of a work on these tables, or nothing of it; no other engine changes them meanwhile. */
  inOneStep<T>(work: () => T): T {
    return this.connection.transaction(work).immediate()
  }
}
