import type { GenePopulation } from '../../core/population/population.ts'
import { hasFloatWeights } from '../../native/precision/choose-precision.ts'
import { type SimilarityTerms, similarityTerms } from '../../core/similarity/similarity-terms.ts'
import { ApiError } from '../api/contract.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { SharedWork } from '../shared-work.ts'
import { givingTurns } from '../turns.ts'
import { chosenProbes, type Scope, type Stores } from './chosen-probes.ts'
import { comparisonNotes } from './comparison-notes.ts'

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
 * Compares stored populations. The terms of recent comparisons are kept in memory, keyed by probe and number of genes done, so that
 * another measure, method, root or bootstrap costs no reading.
 */
export class Comparisons {
  private readonly stores: Stores
  private readonly onCompared: (probes: readonly StoredProbe[], terms: SimilarityTerms) => void
  /** Two calls for the same comparison share the work. */
  private readonly terms = new Map<string, SharedWork<Terms>>()

  /** @param onCompared told once of what was computed anew */
  constructor(stores: Stores, onCompared: (probes: readonly StoredProbe[], terms: SimilarityTerms) => void = () => undefined) {
    this.stores = stores
    this.onCompared = onCompared
  }

  /**
   * Throws ApiError where there is nothing to compare, and the signal's reason after an abort. Gives the event loop a turn while it reads
   * and computes.
   */
  async compare(scope: Scope, { signal, onProgress }: OperationOptions = {}): Promise<Comparison> {
    const probes = chosenProbes(this.stores, scope)
    const key = probes.map(keyOf).join(' ')
    let work = this.terms.get(key)
    if (work === undefined || work.isStopped) work = new SharedWork((stop, tell) => this.computed(probes, stop, tell))
    keep(this.terms, key, work, keptComparisons)
    const known = await work
      .join(signal, onProgress === undefined ? undefined : (done, total) => onProgress('Comparing populations', done, total, 'genes'))
      .catch((error: unknown) => {
        if (this.terms.get(key) === work && (work.isStopped || signal?.aborted !== true)) this.terms.delete(key)
        throw error
      })
    return {
      probes,
      names: probes.map((probe) => probe.modelName),
      genes: known.genes,
      terms: known.terms,
      notes: comparisonNotes(probes, known.genes, (modelId) => hasFloatWeights(this.stores.models.get(modelId)?.tensorTypes ?? [])),
    }
  }

  /** Gene by gene, so that one gene's populations are in memory at a time: those of 100 models would take gigabytes. */
  private async computed(probes: readonly StoredProbe[], signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<Terms> {
    const store = this.stores.probes
    const turn = givingTurns(signal)
    const done = probes.map((probe) => new Set(store.geneIndices(probe.id)))
    const shared = [...done[0]!].filter((gene) => done.every((genes) => genes.has(gene)))
    if (shared.length === 0) throw new ApiError('failed', 'There is no gene that all of these models have: too many were set aside after crashes.')
    const terms = emptyTerms(probes.length, shared.length)
    for (const [place, gene] of shared.entries()) {
      const populations: GenePopulation[][] = []
      for (const probe of probes) {
        const population = store.gene(probe.id, gene)
        if (population === undefined) throw populationRemoved(probe.modelName)
        populations.push([population])
        await turn()
      }
      setGene(terms, place, similarityTerms(populations))
      onProgress(place + 1, shared.length)
      await turn()
    }
    this.onCompared(probes, terms)
    return { genes: shared.length, terms }
  }
}

interface Terms {
  readonly genes: number
  readonly terms: SimilarityTerms
}

function emptyTerms(models: number, genes: number): SimilarityTerms {
  const pairs = (models * (models - 1)) / 2
  return {
    models,
    genes,
    crossLow: new Float64Array(pairs * genes),
    crossHigh: new Float64Array(pairs * genes),
    cross: new Float64Array(pairs * genes),
    selfLow: new Float64Array(models * genes),
    self: new Float64Array(models * genes),
    selfHigh: new Float64Array(models * genes),
  }
}

/** Puts the terms of one gene in their place among those of all genes; each array runs over pairs or models, then genes. */
function setGene(terms: SimilarityTerms, place: number, one: SimilarityTerms): void {
  for (const field of ['crossLow', 'crossHigh', 'cross', 'selfLow', 'selfHigh', 'self'] as const) {
    one[field].forEach((value, row) => {
      terms[field][row * terms.genes + place] = value
    })
  }
}

/** The error of a reader whose model or probe is removed meanwhile. */
export function populationRemoved(modelName: string): ApiError {
  return new ApiError('not-found', `The population of ${modelName} was removed while it was read.`)
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
