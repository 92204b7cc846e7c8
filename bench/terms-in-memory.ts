import { sortedEntriesOf } from '../core/population/record-entries.ts'
import type { GenePopulation } from '../core/population/population.ts'
import type { PopulationEntries } from '../core/population/sorted-entries.ts'
import { geneTerms, termsEach } from '../core/similarity/gene-terms.ts'
import { emptyTerms, setPairTerms, setSelfTerms, type SimilarityTerms } from '../core/similarity/similarity-terms.ts'

/** All pairs of `models`, two indices each, in the order of `pairIndex`. */
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

/**
 * Terms for n models over G genes, of populations in memory: for benchmarks and tests. The engine takes them from
 * records, gene by gene in threads, and keeps them (engine/analysis/kept-terms.ts). `populations[i][g]` is model i's
 * population of gene g; all under the same allele rule. Memory is n^2 G doubles. Throws a RangeError where the models
 * do not all have the same number of genes.
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
