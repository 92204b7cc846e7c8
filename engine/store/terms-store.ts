import { termsVersion } from '../../core/similarity/gene-terms.ts'
import { unsoundRows } from './kept-checksums.ts'
import type { Connection } from './open-database.ts'
import { areStillThere, type StoredGenes, storedGenes } from './stored-genes.ts'
import { type KeptTerms, packedTerms, unpackedTerms } from './terms-record.ts'

/** Terms of two probes; where both are the same, of that probe with itself. */
export interface TermsOfPair extends KeptTerms {
  readonly left: number
  readonly right: number
}

interface TermsRow {
  readonly rowid: number
  readonly left: number
  readonly right: number
  readonly checksum: number
  readonly content: Uint8Array
}

/** Terms of earlier versions that go with one step. */
const removedAtOnce = 1024

/**
 * What comparisons computed, in SQLite: kept to be read in place of being computed again. It goes with either of its
 * probes and with any of their genes. What is damaged or of another version of the computation counts as absent.
 */
export class TermsStore {
  private readonly connection: Connection
  /** Whether nothing of an earlier version is left; not looked for again then, since nothing of it comes back. */
  private areOlderGone = false

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** What is kept of a probe with itself and with others of `probeIds` whose ids are not lower. */
  of(probeId: number, probeIds: readonly number[]): TermsOfPair[] {
    const unsound = new Set(
      unsoundRows(this.connection, 'similarity_terms', { probe_id: probeId }).map(({ rowid }) => rowid),
    )
    return this.connection
      .prepare<[number, number, string], TermsRow>(
        `SELECT rowid, probe_id AS left, other_probe_id AS right, content_checksum AS checksum, content FROM similarity_terms
         WHERE probe_id = ? AND version = ? AND other_probe_id IN (SELECT value FROM json_each(?))`,
      )
      .all(probeId, termsVersion, JSON.stringify(probeIds))
      .flatMap(({ rowid, left, right, checksum, content }) => {
        const terms = unsound.has(rowid) ? undefined : unpackedTerms(content, checksum)
        return terms === undefined ? [] : [{ left, right, ...terms }]
      })
  }

  /**
   * Puts terms in the place of what was kept of their pairs, and removes some of what an earlier version computed.
   * Terms of a probe that has lost a gene meanwhile, or has another in its place, are left out: they would outlive it.
   *
   * @param read the genes of each probe as they were before anything of them was read
   */
  keep(terms: readonly TermsOfPair[], read: ReadonlyMap<number, StoredGenes>): void {
    const keep = this.connection.prepare(
      `INSERT OR REPLACE INTO similarity_terms (probe_id, other_probe_id, version, content_checksum, content)
       VALUES (?, ?, ?, ?, ?)`,
    )
    const areOlderGone = this.connection
      .transaction(() => {
        const known = new Map<number, boolean>()
        const isAsRead = (probeId: number): boolean => {
          const isSame = known.get(probeId) ?? areStillThere(read.get(probeId)!, storedGenes(this.connection, probeId))
          known.set(probeId, isSame)
          return isSame
        }
        for (const pair of terms) {
          if (!isAsRead(pair.left) || !isAsRead(pair.right)) continue
          const { content, checksum } = packedTerms(pair)
          keep.run(Math.min(pair.left, pair.right), Math.max(pair.left, pair.right), termsVersion, checksum, content)
        }
        return this.areOlderGone || this.removeOlder() === 0
      })
      .immediate()
    this.areOlderGone = areOlderGone
  }

  /** Removes terms of earlier versions, not so many that others would wait; answers how many. */
  private removeOlder(): number {
    return this.connection
      .prepare(
        `DELETE FROM similarity_terms WHERE rowid IN (SELECT rowid FROM similarity_terms WHERE version < ? LIMIT ?)`,
      )
      .run(termsVersion, removedAtOnce).changes
  }
}
