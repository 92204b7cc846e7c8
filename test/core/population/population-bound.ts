import { AlleleTrie } from '../../../core/population/allele-trie.ts'
import type { GenePopulation } from '../../../core/population/population.ts'

/**
 * How far the true sum of squared allele probabilities can lie above that of the population's alleles; formula in
 * bound.ts. 0 where nothing is unresolved.
 */
export function populationBound(population: GenePopulation): number {
  const trie = new AlleleTrie()
  for (const { text, end, p } of population.alleles) trie.addAllele(text, end, p)
  for (const { prefix, p } of population.residue) trie.addResidue(trie.prefixOf(prefix), p)
  return trie.update()
}
