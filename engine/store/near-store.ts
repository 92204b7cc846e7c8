import type { NearPair } from '../../core/model/family.ts'
import type { Connection } from './open-database.ts'

/** Two probes whose models lie near each other. */
interface NearProbes {
  readonly left: number
  readonly right: number
  readonly distance: number
}

/** Which models comparisons found near each other, in SQLite. A pair goes with either of its probes. */
export class NearStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /**
   * Puts what a comparison of these probes found in place of what was known of them among each other.
   *
   * @param near each pair once, in either order
   * @returns whether other pairs than before are near
   */
  keep(probeIds: readonly number[], near: readonly NearProbes[]): boolean {
    const compared = new Set(probeIds)
    return this.connection
      .transaction(() => {
        const before = this.rows().filter(({ left, right }) => compared.has(left) && compared.has(right))
        const after = near.map(({ left, right, distance }) =>
          left < right ? { left, right, distance } : { left: right, right: left, distance },
        )
        const remove = this.connection.prepare('DELETE FROM near_probes WHERE probe_id = ? AND other_probe_id = ?')
        for (const { left, right } of before) remove.run(left, right)
        // A probe may have been removed while it was compared.
        const insert = this.connection.prepare(
          'INSERT INTO near_probes (probe_id, other_probe_id, distance) SELECT ?, ?, ? WHERE (SELECT count(*) FROM probes WHERE id IN (?, ?)) = 2',
        )
        for (const { left, right, distance } of after) insert.run(left, right, distance, left, right)
        const keys = (pairs: readonly NearProbes[]): string =>
          pairs
            .map(({ left, right }) => `${String(left)} ${String(right)}`)
            .sort()
            .join(',')
        return keys(before) !== keys(after)
      })
      .immediate()
  }

  /** Pairs of models, each with the least distance that any genome and rule gave. */
  pairs(): NearPair[] {
    return this.connection
      .prepare<[], NearPair>(
        `SELECT min(one.model_id, other.model_id) AS "left", max(one.model_id, other.model_id) AS "right", min(distance) AS distance
         FROM near_probes JOIN probes AS one ON one.id = probe_id JOIN probes AS other ON other.id = other_probe_id
         WHERE one.model_id <> other.model_id
         GROUP BY 1, 2 ORDER BY 3, 1, 2`,
      )
      .all()
  }

  private rows(): NearProbes[] {
    return this.connection
      .prepare<[], NearProbes>('SELECT probe_id AS left, other_probe_id AS right, distance FROM near_probes')
      .all()
  }
}
