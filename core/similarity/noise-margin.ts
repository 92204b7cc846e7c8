import type { SimilarityMeasure } from './similarity-matrix.ts'
import { pairIndex, type SimilarityTerms } from './similarity-terms.ts'

/** Standard deviations that a margin stands for, about 95 % of a normal distribution. */
const deviations = 2

/**
 * Standard deviation of ln p that goes with a total variation t of 0 to 1 between two evaluations of a distribution.
 * Where ln p is off by independent normal errors, t is half of SUM p |error|, so sqrt(2 pi) t on average.
 */
export function logDeviation(totalVariation: number): number {
  return Math.sqrt(2 * Math.PI) * totalVariation
}

/**
 * How far the engine's noise may move each similarity: `models` * `models` values, row by row, symmetric, 0 on the
 * diagonal and where neither model has noise. `noise` is each model's mean total variation, 0 where there is none. A
 * statistical margin, no certified bound.
 *
 * To first order an error e of ln p moves ln S by SUM p p' e / J - SUM p^2 e / A, J the cross term and A the self term.
 * Genes are independent, and within a gene the two sums are taken to correlate as the cosine c_g of the two
 * distributions. With s^2 and s'^2 the variances of both models' errors, and half of their sum for what errors add to
 * the self terms but not to the cross term:
 *
 *     margin = S ( 2 sqrt( s^2 V(A) + s'^2 V(A') ) + (s^2 + s'^2) / 2 )
 *     V(A) = SUM_g (J_g/J)^2 + (A_g/A)^2 - 2 c_g (J_g/J) (A_g/A)
 *
 * For `nei-mean` the shares J_g/J and A_g/A of a gene are both c_g / (G S).
 */
export function noiseMargin(
  terms: SimilarityTerms,
  measure: SimilarityMeasure,
  noise: readonly number[],
): Float64Array {
  const { models, genes, cross, selfLow } = terms
  const variances = noise.map((totalVariation) => logDeviation(totalVariation) ** 2)
  const selves = Float64Array.from({ length: models }, (_, model) => total(selfLow, model * genes, genes))
  const margins = new Float64Array(models * models)
  const cosines = new Float64Array(genes)
  for (let i = 0; i < models; i += 1) {
    for (let j = i + 1; j < models; j += 1) {
      const [first, second] = [variances[i] ?? 0, variances[j] ?? 0]
      if (first + second === 0) continue
      const from = pairIndex(models, i, j) * genes
      for (let gene = 0; gene < genes; gene += 1)
        cosines[gene] = cosine(cross[from + gene]!, selfLow[i * genes + gene]!, selfLow[j * genes + gene]!)
      const pooled = total(cross, from, genes)
      const mean = total(cosines, 0, genes)
      const similarity = measure === 'nei' ? cosine(pooled, selves[i]!, selves[j]!) : mean / genes
      if (similarity === 0) continue
      let variance = 0
      for (let gene = 0; gene < genes; gene += 1) {
        const c = cosines[gene]!
        const [share, firstShare, secondShare] =
          measure === 'nei'
            ? [
                cross[from + gene]! / pooled,
                selfLow[i * genes + gene]! / selves[i]!,
                selfLow[j * genes + gene]! / selves[j]!,
              ]
            : [c / mean, c / mean, c / mean]
        variance += first * spread(share, firstShare, c) + second * spread(share, secondShare, c)
      }
      const margin = similarity * (deviations * Math.sqrt(variance) + (first + second) / 2)
      margins[i * models + j] = margin
      margins[j * models + i] = margin
    }
  }
  return margins
}

/** Variance of x - y for standard deviations x and y and a correlation; never below 0. */
function spread(x: number, y: number, correlation: number): number {
  return Math.max(0, x * x + y * y - 2 * correlation * x * y)
}

function cosine(cross: number, left: number, right: number): number {
  const self = Math.sqrt(left * right)
  return self > 0 ? Math.min(1, cross / self) : 0
}

function total(values: Float64Array, from: number, count: number): number {
  let sum = 0
  for (let index = from; index < from + count; index += 1) sum += values[index]!
  return sum
}
