import { termsEach, type WantedTerms } from '../../core/similarity/gene-terms.ts'
import {
  emptyTerms,
  pairIndex,
  setPairTerms,
  setSelfTerms,
  type SimilarityTerms,
} from '../../core/similarity/similarity-terms.ts'
import { ApiError } from '../api/contract.ts'
import type { ComputeThreads } from '../computing/compute-threads.ts'
import { DatabaseError } from '../store/database-error.ts'
import type { StoredRecord } from '../store/gene-record.ts'
import type { ProbeStore, StoredProbe } from '../store/probe-store.ts'
import type { StoredGenes } from '../store/stored-genes.ts'
import type { TermsOfPair, TermsStore } from '../store/terms-store.ts'
import { callPatience, isLocked, isNotWritable, type WhenWritable } from '../store/writable.ts'
import { givingTurns } from '../turns.ts'

/** What the terms of a comparison are read from and computed with. */
export interface TermsSources {
  readonly probes: ProbeStore
  readonly kept: TermsStore
  readonly threads: ComputeThreads
  readonly whenWritable: WhenWritable
}

/** A probe and its genes as they were when the comparison began. */
export interface ComparedProbe {
  readonly probe: StoredProbe
  readonly genes: StoredGenes
}

/** Terms of all pairs of some probes. */
export interface ProbeTerms {
  /** Genes that all of them have. */
  readonly genes: number
  readonly terms: SimilarityTerms
}

/** Pairs that are stored in one step: others may write in between. */
const pairsAtOnce = 256

/**
 * The terms of all pairs of probes over the genes that all of them have. What was kept is read; what is new is computed
 * in threads, a gene at a time, and kept. Throws ApiError where there is no such gene or one that is read is not there
 * any more, DatabaseError for a damaged record, and the signal's reason.
 *
 * @param onProgress told how many of the genes that have to be computed are done; not at all where there are none
 */
export async function termsOfProbes(
  sources: TermsSources,
  probes: readonly ComparedProbe[],
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<ProbeTerms> {
  const genes = sharedGenes(probes)
  if (genes.length === 0)
    throw new ApiError(
      'failed',
      'There is no gene that all of these models have: too many were set aside after crashes or refusals.',
    )
  const terms = emptyTerms(probes.length, genes.length)
  const pairs = await readKept(sources.kept, probes, genes, terms, signal)
  await computeMissing(sources, probes, genes, pairs, terms, signal, onProgress)
  await keepComputed(sources, probes, genes, pairs, terms, signal)
  return { genes: genes.length, terms }
}

function sharedGenes(probes: readonly ComparedProbe[]): Int32Array {
  const ofFurtherProbes = probes.slice(1).map(({ genes }) => new Set(genes.indices))
  return probes[0]!.genes.indices.filter((gene) => ofFurtherProbes.every((genes) => genes.has(gene)))
}

/** A pair of probes by their indices (the same one twice: a probe with itself) and what is not known of it yet. */
interface Pair {
  readonly i: number
  readonly j: number
  /** Indices among the shared genes. */
  missing: Int32Array
  /** What is kept for genes that this comparison has no use for, so that it is not lost. */
  kept: TermsOfPair | undefined
}

/** Fills in what is kept; answers all pairs that miss something. */
async function readKept(
  store: TermsStore,
  probes: readonly ComparedProbe[],
  genes: Int32Array,
  terms: SimilarityTerms,
  signal: AbortSignal,
): Promise<Pair[]> {
  const giveTurn = givingTurns(signal)
  const every = Int32Array.from(genes, (_, index) => index)
  const ids = probes.map(({ probe }) => probe.id)
  const indexOf = new Map(ids.map((id, index) => [id, index]))
  const pairs = new Map<number, Pair>()
  for (const [i] of probes.entries())
    for (let j = i; j < probes.length; j += 1)
      pairs.set(i * probes.length + j, { i, j, missing: every, kept: undefined })
  for (const id of ids) {
    for (const kept of store.of(id, ids)) {
      const [left, right] = [indexOf.get(kept.left)!, indexOf.get(kept.right)!]
      const key = Math.min(left, right) * probes.length + Math.max(left, right)
      const pair = pairs.get(key)!
      const keptIndices = indicesIn(kept.genes, genes)
      keptIndices.forEach((from, index) => {
        if (from >= 0) setTerms(terms, pair, index, kept.values, termsEach * from)
      })
      pair.missing = every.filter((index) => keptIndices[index]! < 0)
      pair.kept = kept
      if (pair.missing.length === 0) pairs.delete(key)
    }
    await giveTurn()
  }
  return [...pairs.values()]
}

/** Where each of the wanted genes stands among some, -1 where it does not; both rise. */
function indicesIn(genes: Int32Array, wanted: Int32Array): Int32Array {
  let at = 0
  return wanted.map((gene) => {
    while (at < genes.length && genes[at]! < gene) at += 1
    return at < genes.length && genes[at] === gene ? at : -1
  })
}

function setTerms(
  terms: SimilarityTerms,
  { i, j }: Pick<Pair, 'i' | 'j'>,
  gene: number,
  values: Float64Array,
  from: number,
): void {
  if (i === j) setSelfTerms(terms, i, gene, values, from)
  else setPairTerms(terms, pairIndex(terms.models, i, j), gene, values, from)
}

async function computeMissing(
  { probes: store, threads }: TermsSources,
  probes: readonly ComparedProbe[],
  genes: Int32Array,
  pairs: readonly Pair[],
  terms: SimilarityTerms,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const giveTurn = givingTurns(signal)
  const wantedAt = wantedOfGenes(pairs, genes.length)
  const missed = [...genes.keys()].filter((index) => wantedAt[index] !== undefined)
  let done = 0
  const next = missed.values()
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const work = async (): Promise<void> => {
    for (const gene of next) {
      const { models, selves, crosses, wanted } = wantedAt[gene]!
      const records: StoredRecord[] = []
      for (const model of models) {
        const { probe, genes: read } = probes[model]!
        const record = store.record(probe.id, genes[gene]!)
        if (record === undefined) throw populationRemoved(probe.modelName)
        if (record.checksum !== read.checksums[read.indices.indexOf(genes[gene]!)])
          throw populationChanged(probe.modelName)
        records.push(record)
      }
      const result = await threads.run('similarity.gene', { records, wanted }, stop)
      if ('damaged' in result)
        throw store.damaged(probes[models[result.damaged]!]!.probe.id, genes[gene]!, new Error(result.reason))
      selves.forEach((pair, index) => setTerms(terms, pair, gene, result.terms.selves, termsEach * index))
      crosses.forEach((pair, index) => setTerms(terms, pair, gene, result.terms.pairs, termsEach * index))
      done += 1
      onProgress(done, missed.length)
      await giveTurn()
      stop.throwIfAborted()
    }
  }
  try {
    // One more than there are threads, so that none waits for records to be read.
    await Promise.all(Array.from({ length: threads.count + 1 }, work))
  } catch (error) {
    failed.abort(error)
    signal.throwIfAborted()
    throw error
  }
}

/** What is to be computed of a gene. */
interface WantedOfGene {
  /** The models that some wanted pair has, rising: only these are read. */
  readonly models: readonly number[]
  readonly selves: readonly Pair[]
  readonly crosses: readonly Pair[]
  /** The same, by indices among `models`. */
  readonly wanted: WantedTerms
}

/**
 * Per shared gene what misses it; undefined where nothing does. Most pairs miss the same genes (all of
 * them, where one of the models is new), and what is wanted of these genes is one object for all of them.
 */
function wantedOfGenes(pairs: readonly Pair[], genes: number): readonly (WantedOfGene | undefined)[] {
  const groups = new Map<string, { readonly missing: Int32Array; readonly pairs: Pair[] }>()
  let latest: { readonly missing: Int32Array; readonly pairs: Pair[] } | undefined
  for (const pair of pairs) {
    // Those of which nothing is kept have one list together.
    if (latest?.missing !== pair.missing) {
      const key = pair.missing.join()
      latest = groups.get(key) ?? { missing: pair.missing, pairs: [] }
      groups.set(key, latest)
    }
    latest.pairs.push(pair)
  }
  const missedBy = Array.from({ length: genes }, (): number[] => [])
  const lists = [...groups.values()]
  lists.forEach(({ missing }, group) => missing.forEach((index) => missedBy[index]!.push(group)))
  const known = new Map<string, WantedOfGene>()
  return missedBy.map((missed) => {
    if (missed.length === 0) return undefined
    const key = missed.join()
    const wanted = known.get(key) ?? wantedOf(missed.flatMap((group) => lists[group]!.pairs))
    known.set(key, wanted)
    return wanted
  })
}

function wantedOf(pairs: readonly Pair[]): WantedOfGene {
  const models = [...new Set(pairs.flatMap(({ i, j }) => [i, j]))].sort((left, right) => left - right)
  const at = new Map(models.map((model, index) => [model, index]))
  const selves = pairs.filter(({ i, j }) => i === j)
  const crosses = pairs.filter(({ i, j }) => i !== j)
  return {
    models,
    selves,
    crosses,
    wanted: {
      selves: Int32Array.from(selves, ({ i }) => at.get(i)!),
      pairs: Int32Array.from(crosses.flatMap(({ i, j }) => [at.get(i)!, at.get(j)!])),
    },
  }
}

/**
 * Keeps what was computed. A comparison only reads: where another process does not end writing, or nobody may write, it
 * is computed again another time.
 */
async function keepComputed(
  { kept: store, whenWritable }: TermsSources,
  probes: readonly ComparedProbe[],
  genes: Int32Array,
  pairs: readonly Pair[],
  terms: SimilarityTerms,
  signal: AbortSignal,
): Promise<void> {
  const read = new Map(probes.map((probe) => [probe.probe.id, probe.genes]))
  for (let from = 0; from < pairs.length; from += pairsAtOnce) {
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    const some = pairs.slice(from, from + pairsAtOnce).map((pair) =>
      withKept(
        pair,
        {
          ...termsOf(terms, pair, genes),
          left: probes[pair.i]!.probe.id,
          right: probes[pair.j]!.probe.id,
        },
        read,
      ),
    )
    try {
      await whenWritable(() => store.keep(some, read), { patience: callPatience, signal })
    } catch (error) {
      signal.throwIfAborted()
      if (isNotWritable(error) || (error instanceof DatabaseError && isLocked(error.cause))) return
      throw error
    }
  }
}

function termsOf(
  terms: SimilarityTerms,
  { i, j }: Pick<Pair, 'i' | 'j'>,
  genes: Int32Array,
): Pick<TermsOfPair, 'genes' | 'values'> {
  const values = new Float64Array(termsEach * genes.length)
  const from = (i === j ? i : pairIndex(terms.models, i, j)) * terms.genes
  const lists = i === j ? [terms.selfLow, terms.self, terms.selfHigh] : [terms.crossLow, terms.cross, terms.crossHigh]
  lists.forEach((list, which) => {
    for (let index = 0; index < genes.length; index += 1) values[termsEach * index + which] = list[from + index]!
  })
  return { genes, values }
}

/**
 * With the genes that were kept and are not in this comparison, as far as both populations had them when it began: of
 * others nothing tells whether they are still there.
 */
function withKept({ kept }: Pair, computed: TermsOfPair, read: ReadonlyMap<number, StoredGenes>): TermsOfPair {
  if (kept === undefined) return computed
  const had = [computed.left, computed.right].map((probe) => new Set(read.get(probe)!.indices))
  const values = new Map<number, Float64Array>()
  for (const { genes, values: list } of [kept, computed]) {
    genes.forEach((gene, at) => {
      if (had.every((indices) => indices.has(gene)))
        values.set(gene, list.subarray(termsEach * at, termsEach * (at + 1)))
    })
  }
  const genes = Int32Array.from(values.keys()).sort()
  const merged = new Float64Array(termsEach * genes.length)
  genes.forEach((gene, at) => merged.set(values.get(gene)!, termsEach * at))
  return { ...computed, genes, values: merged }
}

function populationChanged(modelName: string): ApiError {
  return new ApiError('not-found', `The population of ${modelName} was probed anew while it was read. Compare again.`)
}

/** The error of a reader whose model or probe is removed meanwhile. */
export function populationRemoved(modelName: string): ApiError {
  return new ApiError('not-found', `The population of ${modelName} was removed while it was read.`)
}
