import { sortedEntriesOf } from '../population/record-entries.ts'
import type { GenePopulation } from '../population/population.ts'
import type { PopulationEntries } from '../population/sorted-entries.ts'
import { geneTerms, termsEach } from './gene-terms.ts'

/**
 * The sums that similarity is made of, per gene, so that any choice of genes can be put together quickly.
 * The true value of each term lies from its `low` (resolved alleles only) to its `high` (all that residue could add).
 */
export interface SimilarityTerms {
  readonly models: number
  readonly genes: number
  /** SUM_a p_a p'_a of two models; index `pairIndex(models, i, j) * genes + gene`. */
  readonly crossLow: Float64Array
  readonly crossHigh: Float64Array
  /** The cross term to be expected, between the two; see gene-terms.ts. */
  readonly cross: Float64Array
  /** SUM_a p_a^2 of one model; index `model * genes + gene`. */
  readonly selfLow: Float64Array
  readonly selfHigh: Float64Array
  /** The self term to be expected, between the two. */
  readonly self: Float64Array
}

/** Place of the pair i < j among all pairs of `models`, row by row of the upper triangle. */
export function pairIndex(models: number, i: number, j: number): number {
  return i * models - (i * (i + 1)) / 2 + (j - i - 1)
}

/** All pairs of `models`, two places each, in the order of `pairIndex`. */
export function allPairs(models: number): Int32Array {
  const pairs = new Int32Array(models * (models - 1))
  let at = 0
  for (let i = 0; i < models; i += 1) {
    for (let j = i + 1; j < models; j += 1) {
      pairs[at] = i
      pairs[at + 1] = j
      at += 2
    }
  }
  return pairs
}

/** Terms that are all 0, to be filled. */
export function emptyTerms(models: number, genes: number): SimilarityTerms {
  const pairs = (models * (models - 1)) / 2
  const cross = (): Float64Array => new Float64Array(pairs * genes)
  const self = (): Float64Array => new Float64Array(models * genes)
  return {
    models,
    genes,
    crossLow: cross(),
    crossHigh: cross(),
    cross: cross(),
    selfLow: self(),
    selfHigh: self(),
    self: self(),
  }
}

/** Puts the three numbers at `from` of some terms in the place of one pair (as `pairIndex` counts) at one gene. */
export function setPairTerms(
  terms: SimilarityTerms,
  pair: number,
  gene: number,
  values: Float64Array,
  from: number,
): void {
  const at = pair * terms.genes + gene
  terms.crossLow[at] = values[from]!
  terms.cross[at] = values[from + 1]!
  terms.crossHigh[at] = values[from + 2]!
}

/** The same for one model. */
export function setSelfTerms(
  terms: SimilarityTerms,
  model: number,
  gene: number,
  values: Float64Array,
  from: number,
): void {
  const at = model * terms.genes + gene
  terms.selfLow[at] = values[from]!
  terms.self[at] = values[from + 1]!
  terms.selfHigh[at] = values[from + 2]!
}

/**
 * Terms for n models over G genes. `populations[i][g]` is model i's population of gene g; all under the same allele
 * rule. Memory is n^2 G doubles. Throws a RangeError where the models do not all have the same number of genes.
 */
export function similarityTerms(populations: readonly (readonly GenePopulation[])[]): SimilarityTerms {
  const models = populations.length
  const genes = populations[0]?.length ?? 0
  populations.forEach((model, index) => {
    if (model.length !== genes)
      throw new RangeError(`expected ${genes} genes of model ${index} as of model 0, found ${model.length}`)
  })
  const terms = emptyTerms(models, genes)
  const wanted = { selves: Array.from({ length: models }, (_, model) => model), pairs: allPairs(models) }
  for (let gene = 0; gene < genes; gene += 1) {
    const { selves, pairs } = geneTerms(
      populations.map((model) => populationEntries(model[gene]!)),
      wanted,
    )
    for (let model = 0; model < models; model += 1) setSelfTerms(terms, model, gene, selves, termsEach * model)
    for (let pair = 0; termsEach * pair < pairs.length; pair += 1)
      setPairTerms(terms, pair, gene, pairs, termsEach * pair)
  }
  return terms
}

/** A population as entries. Throws a RangeError for what cannot be one; see `sortedEntriesOf`. */
export function populationEntries({ alleles, residue }: GenePopulation): PopulationEntries {
  return {
    alleles: sortedEntriesOf(alleles, 'alleles'),
    residue: sortedEntriesOf(
      residue.map(({ prefix, p }) => ({ text: prefix, end: false, p })),
      'prefixes',
    ),
  }
}
