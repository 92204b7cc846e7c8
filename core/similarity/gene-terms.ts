import { residueBound } from '../population/bound.ts'
import type { PopulationEntries } from '../population/sorted-entries.ts'
import { PrefixSubtree } from './prefix-subtree.ts'
import { pairProducts } from './pair-products.ts'
import { type NumberedPopulation, type SharedGene, sharedGene } from './shared-gene.ts'

/** Three numbers of one model or of a pair: the least that the sum can be, what is to be expected of it, the most. */
export const termsEach = 3

/** Terms of one gene, `termsEach` numbers for each that was asked for, in that order. See similarity-terms.ts. */
export interface GeneTerms {
  readonly selves: Float64Array
  readonly pairs: Float64Array
}

/** Which terms are wanted: models and pairs of them, by their indices. */
export interface WantedTerms {
  readonly selves: ArrayLike<number>
  /** Two indices for each pair, in either order: the terms of a pair do not depend on it. */
  readonly pairs: ArrayLike<number>
}

/**
 * Of the residue that could fall on alleles which only the other model has resolved, the share that is taken to fall
 * there. This and the next are measured against finer populations of two language models on 128 genes and of ten small
 * models of known ancestry on 64, at temperatures 1 and 0.7 (docs/methods.md).
 */
export const expectedShare = 0.3
/**
 * Sum of squares of the distribution that the residue of one prefix is taken to have over alleles. Two models' residue
 * of one prefix is taken to be as similar as what they have resolved of the gene.
 */
export const concentration = 0.2

/**
 * Raised whenever the same populations give other terms than before, rounding included: terms that were stored are then
 * made anew.
 */
export const termsVersion = 1

/**
 * The terms of one gene in several models. Those of a pair depend on its two populations only, to the last bit: not on
 * their order and not on the other models. Time grows with the number of pairs times the entries of a population.
 */
export function geneTerms(populations: readonly PopulationEntries[], wanted: WantedTerms): GeneTerms {
  const gene = sharedGene(populations)
  const selves = new Float64Array(termsEach * wanted.selves.length)
  const tree = new PrefixSubtree(gene)
  for (let index = 0; index < wanted.selves.length; index += 1)
    selves.set(selfTerms(gene, gene.models[wanted.selves[index]!]!, tree), termsEach * index)

  const pairs = new Float64Array((termsEach * wanted.pairs.length) / 2)
  if (pairs.length === 0) return { selves, pairs }
  const squares = gene.models.map(sumOfSquares)
  const products = pairProducts(gene, wanted.pairs)
  for (let index = 0; 2 * index < wanted.pairs.length; index += 1) {
    const [i, j] = [wanted.pairs[2 * index]!, wanted.pairs[2 * index + 1]!]
    const resolved = products.resolved[index]!
    const norm = Math.sqrt(squares[i]! * squares[j]!)
    const alike = norm > 0 ? Math.min(1, resolved / norm) : 0
    pairs[termsEach * index] = resolved
    pairs[termsEach * index + 1] =
      resolved + expectedShare * products.onUnseen[index]! + concentration * alike * products.together[index]!
    pairs[termsEach * index + 2] = resolved + products.onResolved[index]! + products.onResidue[index]!
  }
  return { selves, pairs }
}

function sumOfSquares({ mass }: NumberedPopulation): number {
  let sum = 0
  for (let index = 0; index < mass.length; index += 1) sum += mass[index]! * mass[index]!
  return sum
}

function selfTerms(gene: SharedGene, model: NumberedPopulation, tree: PrefixSubtree): [number, number, number] {
  const { alleles, mass, prefixes, residue } = model
  tree.choose(prefixes)
  // No residue lies between an allele and its longest own prefix, so it bounds as if it followed that prefix at once.
  const largest = new Float64Array(prefixes.length)
  for (let index = 0; index < alleles.length; index += 1) {
    const at = tree.nearest(gene.under[alleles[index]!]!)
    if (mass[index]! > largest[at]!) largest[at] = mass[index]!
  }
  let residueSquares = 0
  for (let at = 0; at < residue.length; at += 1) residueSquares += residue[at]! * residue[at]!
  const bound = residueBound(
    { count: prefixes.length, parent: tree.above, residue, largest },
    new Float64Array(prefixes.length),
  )
  const squares = sumOfSquares(model)
  // Nothing is expected of a gene of which nothing is resolved.
  return [squares, squares === 0 ? 0 : squares + concentration * residueSquares, squares + bound]
}
