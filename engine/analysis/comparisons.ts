import { hasFloatWeights } from '../../native/precision/choose-precision.ts'
import type { SimilarityTerms } from '../../core/similarity/similarity-terms.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { SharedWork } from '../shared-work.ts'
import { chosenProbes, type Scope, type Stores } from './chosen-probes.ts'
import { comparisonNotes } from './comparison-notes.ts'
import { type ProbeTerms, termsOfProbes, type TermsSources } from './kept-terms.ts'

export interface Comparison {
  readonly probes: readonly StoredProbe[]
  /** Model names, in the order of `probes`. */
  readonly names: readonly string[]
  /** Genes that all models have. */
  readonly genes: number
  readonly terms: SimilarityTerms
  readonly notes: readonly string[]
}

const keptComparisons = 8

/**
 * Compares stored populations. The terms of recent comparisons are kept in memory, keyed by probe and number of genes
 * done, so that another measure, method, root or bootstrap costs no reading; those of all pairs in the database (see
 * kept-terms.ts).
 */
export class Comparisons {
  private readonly stores: Stores
  private readonly sources: TermsSources
  private readonly onCompared: (probes: readonly StoredProbe[], terms: SimilarityTerms) => void
  /** Two calls for the same comparison share the work. */
  private readonly terms = new Map<string, SharedWork<ProbeTerms>>()

  /** @param onCompared told once of each comparison that was not in memory */
  constructor(
    stores: Stores,
    { kept, threads }: Pick<TermsSources, 'kept' | 'threads'>,
    onCompared: (probes: readonly StoredProbe[], terms: SimilarityTerms) => void = () => undefined,
  ) {
    this.stores = stores
    this.sources = { probes: stores.probes, kept, threads }
    this.onCompared = onCompared
  }

  /**
   * Throws ApiError where there is nothing to compare, and the signal's reason after an abort. Gives the event loop a
   * turn while it reads and computes.
   */
  async compare(scope: Scope, { signal, onProgress }: OperationOptions = {}): Promise<Comparison> {
    const probes = chosenProbes(this.stores, scope)
    const key = probes.map(keyOf).join(' ')
    let work = this.terms.get(key)
    if (work === undefined || work.isStopped)
      work = new SharedWork(async (stop, tell) => {
        const computed = await termsOfProbes(this.sources, probes, stop, tell)
        this.onCompared(probes, computed.terms)
        return computed
      })
    keep(this.terms, key, work, keptComparisons)
    const known = await work
      .join(
        signal,
        onProgress === undefined
          ? undefined
          : (done, total) => onProgress('Comparing populations', done, total, 'genes'),
      )
      .catch((error: unknown) => {
        if (this.terms.get(key) === work && (work.isStopped || signal?.aborted !== true)) this.terms.delete(key)
        throw error
      })
    return {
      probes,
      names: probes.map((probe) => probe.modelName),
      genes: known.genes,
      terms: known.terms,
      notes: comparisonNotes(probes, known.genes, (modelId) =>
        hasFloatWeights(this.stores.models.get(modelId)?.tensorTypes ?? []),
      ),
    }
  }
}

function keyOf(probe: StoredProbe): string {
  return `${String(probe.id)}:${String(probe.done)}`
}

/** Puts an entry last and drops the oldest over the limit. */
function keep<V>(map: Map<string, V>, key: string, value: V, limit: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= limit) break
    map.delete(oldest)
  }
}
