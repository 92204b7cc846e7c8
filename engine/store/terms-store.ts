import { termsVersion } from '../../core/similarity/gene-terms.ts'
import { unsoundRows } from './kept-checksums.ts'
import type { Connection } from './open-database.ts'
import { type KeptTerms, packedTerms, unpackedTerms } from './terms-record.ts'

/** Terms of two probes; where both are the same, of that probe with itself. */
export interface TermsOfPair extends KeptTerms {
  readonly one: number
  readonly other: number
}

interface TermsRow {
  readonly rowid: number
  readonly one: number
  readonly other: number
  readonly checksum: number
  readonly content: Uint8Array
}

/**
 * What comparisons computed, in SQLite: kept to be read in place of being computed again. It goes with either of its
 * probes and with any of their genes. What is damaged or of another version of the computation counts as absent.
 */
export class TermsStore {
  private readonly connection: Connection

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
        `SELECT rowid, probe_id AS one, other_probe_id AS other, content_checksum AS checksum, content FROM similarity_terms
         WHERE probe_id = ? AND version = ? AND other_probe_id IN (SELECT value FROM json_each(?))`,
      )
      .all(probeId, termsVersion, JSON.stringify(probeIds))
      .flatMap(({ rowid, one, other, checksum, content }) => {
        const terms = unsound.has(rowid) ? undefined : unpackedTerms(content, checksum)
        return terms === undefined ? [] : [{ one, other, ...terms }]
      })
  }

  /**
   * Puts terms in the place of what was kept of their pairs. Those of a probe that has been removed meanwhile are left
   * out.
   */
  keep(terms: readonly TermsOfPair[]): void {
    const keep = this.connection.prepare(
      `INSERT OR REPLACE INTO similarity_terms (probe_id, other_probe_id, version, content_checksum, content)
       SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM probes WHERE id = ?) AND EXISTS (SELECT 1 FROM probes WHERE id = ?)`,
    )
    this.connection
      .transaction(() => {
        for (const pair of terms) {
          const [first, last] = [Math.min(pair.one, pair.other), Math.max(pair.one, pair.other)]
          const { content, checksum } = packedTerms(pair)
          keep.run(first, last, termsVersion, checksum, content, first, last)
        }
      })
      .immediate()
  }
}
