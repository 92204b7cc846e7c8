import { pairIndex, type SimilarityTerms } from './similarity-terms.ts'

/**
 * How per-gene terms become one similarity. `nei`: Nei's identity pooled over genes, S = SUM_g SUM_a p p' / sqrt(SUM_g
 * SUM_a p^2 * SUM_g SUM_a p'^2): one ratio of sums, as PhyloLM publishes it (arXiv 2404.04671, after Nei 1972). Genes
 * with a sharp distribution weigh most. `nei-mean`: the mean over genes of cos(P, P') = SUM_a p p' / sqrt(SUM_a p^2 *
 * SUM_a p'^2): every gene weighs the same. On models of known ancestry, trees from it (with distance 1 - S) recovered
 * the most true clades.
 */
export type SimilarityMeasure = 'nei' | 'nei-mean'

/**
 * Square matrices, row by row, `models` to a side; symmetric, exactly 1 on the diagonal; 0 <= lower <= similarity <=
 * upper <= 1.
 */
export interface SimilarityMatrix {
  readonly models: number
  /** To be expected: resolved alleles, and a part of the residue (`cross` and `self` of the terms). */
  readonly similarity: Float64Array
  /** Certified: the similarity of the models' true distributions lies from lower to upper. */
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** cross / sqrt(left * right) between 0 and 1; `undetermined` where a self term is 0, so that nothing is known. */
function ratio(cross: number, left: number, right: number, undetermined: number): number {
  const self = Math.sqrt(left * right)
  return self > 0 ? Math.min(1, cross / self) : undetermined
}

/** Sum over `genes` of the terms that start at `from`. */
function sum(terms: Float64Array, from: number, genes: Int32Array): number {
  let total = 0
  for (let index = 0; index < genes.length; index += 1) total += terms[from + genes[index]!]!
  return total
}

function meanRatio(
  cross: Float64Array,
  crossFrom: number,
  self: Float64Array,
  left: number,
  right: number,
  genes: Int32Array,
  undetermined: number,
): number {
  let total = 0
  for (let index = 0; index < genes.length; index += 1) {
    const gene = genes[index]!
    total += ratio(cross[crossFrom + gene]!, self[left + gene]!, self[right + gene]!, undetermined)
  }
  return total / genes.length
}

function everyGene(terms: SimilarityTerms): Int32Array {
  return Int32Array.from({ length: terms.genes }, (_, gene) => gene)
}

function requireGenes(terms: SimilarityTerms, genes: Int32Array): void {
  if (genes.length === 0) throw new RangeError('expected at least one gene, found none')
  const outside = genes.find((gene) => gene < 0 || gene >= terms.genes)
  if (outside !== undefined)
    throw new RangeError(`expected gene numbers from 0 to ${terms.genes - 1}, found ${outside}`)
}

type PairMeasure = (pair: number, i: number, j: number) => number

/** What a measure makes of a pair, from lower or from upper ends of the terms. */
function pairMeasure(
  terms: SimilarityTerms,
  measure: SimilarityMeasure,
  genes: Int32Array,
  cross: Float64Array,
  self: Float64Array,
  undetermined: number,
): PairMeasure {
  const { genes: width, models } = terms
  if (measure === 'nei-mean') {
    return (pair, i, j) => meanRatio(cross, pair * width, self, i * width, j * width, genes, undetermined)
  }
  const selves = Float64Array.from({ length: models }, (_, model) => sum(self, model * width, genes))
  return (pair, i, j) => ratio(sum(cross, pair * width, genes), selves[i]!, selves[j]!, undetermined)
}

function symmetric(models: number, value: PairMeasure): Float64Array {
  const matrix = new Float64Array(models * models)
  for (let i = 0; i < models; i += 1) {
    matrix[i * models + i] = 1
    for (let j = i + 1; j < models; j += 1) {
      const s = value(pairIndex(models, i, j), i, j)
      matrix[i * models + j] = s
      matrix[j * models + i] = s
    }
  }
  return matrix
}

/**
 * Similarity of every pair of models, `models` * `models` values row by row, without bounds: for bootstraps. `genes`
 * chooses genes by number, with repeats; absent: every gene once. Throws a RangeError for no genes or unknown ones.
 */
export function pointSimilarity(
  terms: SimilarityTerms,
  measure: SimilarityMeasure,
  genes: Int32Array = everyGene(terms),
): Float64Array {
  requireGenes(terms, genes)
  return symmetric(terms.models, pairMeasure(terms, measure, genes, terms.cross, terms.self, 0))
}

/**
 * Similarity of every pair of models with certified bounds: the lower bound takes the cross terms at their lowest and
 * the self terms at their highest, the upper bound the other way round, at most 1. Where a population has no resolved
 * allele at all the similarity is given as 0 with bounds 0 and 1. `genes` as in `pointSimilarity`.
 */
export function similarityMatrix(
  terms: SimilarityTerms,
  measure: SimilarityMeasure,
  genes: Int32Array = everyGene(terms),
): SimilarityMatrix {
  requireGenes(terms, genes)
  const { models, cross, crossLow, crossHigh, self, selfLow, selfHigh } = terms
  return {
    models,
    similarity: symmetric(models, pairMeasure(terms, measure, genes, cross, self, 0)),
    lower: symmetric(models, pairMeasure(terms, measure, genes, crossLow, selfHigh, 0)),
    upper: symmetric(models, pairMeasure(terms, measure, genes, crossHigh, selfLow, 1)),
  }
}
