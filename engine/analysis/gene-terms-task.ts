import { type GeneTerms, geneTerms, type WantedTerms } from '../../core/similarity/gene-terms.ts'
import { PopulationRecordError } from '../../core/population/record-bytes.ts'
import type { PopulationEntries } from '../../core/population/sorted-entries.ts'
import { type StoredRecord, unpackedEntries } from '../store/gene-record.ts'

/** One gene of several models, as stored, and what is to be computed of it. */
export interface GeneTermsInput {
  readonly records: readonly StoredRecord[]
  readonly wanted: WantedTerms
}

/** The terms, or which record cannot be read and why. */
type GeneTermsResult = { readonly terms: GeneTerms } | { readonly damaged: number; readonly reason: string }

/** Computes the terms of similarity of one gene. Whatever fails but the reading of a damaged record is thrown. */
export function geneTermsTask({ records, wanted }: GeneTermsInput): GeneTermsResult {
  const populations: PopulationEntries[] = []
  for (const [index, record] of records.entries()) {
    try {
      populations.push(unpackedEntries(record))
    } catch (error) {
      if (!(error instanceof PopulationRecordError)) throw error
      return { damaged: index, reason: error.message }
    }
  }
  return { terms: geneTerms(populations, wanted) }
}
