import type { GeneResult } from '../core/population/population.ts'

/**
 * Sum of the bounds of genes over the sum of their resolved squares: how far Nei's self-terms, pooled over the genes,
 * can be off.
 */
export function relativeBound(results: readonly GeneResult[]): number {
  const squares = results.reduce(
    (sum, { alleles }) => sum + alleles.reduce((geneSquares, { p }) => geneSquares + p * p, 0),
    0,
  )
  return results.reduce((sum, { bound }) => sum + bound, 0) / squares
}
