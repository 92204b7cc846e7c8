import { createHash } from 'node:crypto'
import { hasFloatWeights } from '../../native/precision/choose-precision.ts'
import type { ComparedModels } from '../analyses/sources.ts'
import type { SimilarityTerms } from '../../core/similarity/similarity-terms.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import { givingTurns } from '../turns.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { SharedWork } from '../shared-work.ts'
import { chosenProbes, type Scope, type Stores } from './chosen-probes.ts'
import { modelRemarks } from '../remarks/model-remarks.ts'
import { comparisonRemarks } from '../remarks/comparison-remarks.ts'
import {
  type ComparedProbe,
  populationRemoved,
  type ProbeTerms,
  termsOfProbes,
  type TermsSources,
} from './kept-terms.ts'
import { keepRecent } from './recent.ts'

/** Compared models, and the probes that they are compared by, in the same order. */
export interface Comparison extends ComparedModels {
  readonly probes: readonly StoredProbe[]
}

const keptComparisons = 8

/**
 * Compares stored populations. The terms of recent comparisons are kept in memory, keyed by probes and the checksums of
 * their genes, so that another measure, method, root or bootstrap reads no population; those of all pairs in the
 * database (see kept-terms.ts).
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
    sources: Omit<TermsSources, 'probes'>,
    onCompared: (probes: readonly StoredProbe[], terms: SimilarityTerms) => void = () => undefined,
  ) {
    this.stores = stores
    this.sources = { probes: stores.probes, ...sources }
    this.onCompared = onCompared
  }

  /**
   * Throws ApiError where there is nothing to compare, and the signal's reason after an abort. Gives the event loop a
   * turn while it reads and computes.
   */
  async compare(scope: Scope, { signal, onProgress }: OperationOptions = {}): Promise<Comparison> {
    const probes = chosenProbes(this.stores, scope)
    const compared = await this.withGenes(probes, signal)
    const key = keyOf(compared)
    let work = this.terms.get(key)
    if (work === undefined || work.isStopped) {
      work = new SharedWork(async (stop, tell) => {
        const computed = await termsOfProbes(this.sources, compared, stop, tell)
        this.onCompared(probes, computed.terms)
        return computed
      })
    }
    keepRecent(this.terms, key, work, keptComparisons)
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
      modelIds: probes.map((probe) => probe.modelId),
      names: probes.map((probe) => probe.modelName),
      noise: probes.map((probe) => probe.noise?.mean ?? 0),
      genes: known.genes,
      terms: known.terms,
      remarks: this.remarks(probes, known.genes),
    }
  }

  private remarks(probes: readonly StoredProbe[], comparedGenes: number): Remark[] {
    const models = probes.flatMap(({ modelId, modelName }) => {
      const header = this.stores.models.get(modelId)
      return header === undefined ? [] : [{ modelId, modelName, header }]
    })
    const floats = new Set(
      models.filter(({ header }) => hasFloatWeights(header.tensorTypes)).map(({ modelId }) => modelId),
    )
    return [
      ...modelRemarks(models),
      ...comparisonRemarks({ probes, comparedGenes, hasFloatWeights: (modelId) => floats.has(modelId) }),
    ]
  }

  private async withGenes(probes: readonly StoredProbe[], signal: AbortSignal | undefined): Promise<ComparedProbe[]> {
    const giveTurn = givingTurns(signal)
    const compared: ComparedProbe[] = []
    for (const probe of probes) {
      const genes = this.stores.probes.storedGenes(probe.id)
      if (genes.indices.length === 0) throw populationRemoved(probe.modelName)
      compared.push({ probe, genes })
      await giveTurn()
    }
    return compared
  }
}

/** Differs where the genes of a probe do: one that was taken out and probed again has another record. */
function keyOf(compared: readonly ComparedProbe[]): string {
  const digest = createHash('sha256')
  for (const { genes } of compared) digest.update(genes.indices).update(genes.checksums)
  return `${compared.map(({ probe }) => String(probe.id)).join(' ')}: ${digest.digest('base64')}`
}
