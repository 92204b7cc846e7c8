import { finishedShare } from './tolerance-budget.ts'

/** What is known of a gene's expansion when evaluations are shared out among genes. */
export interface GeneSurvey {
  readonly index: number
  /** How far its sum of squares can still lie above that of the resolved alleles. */
  readonly bound: number
  /** Sum of the squares of the resolved alleles. */
  readonly squares: number
  /** Shares of the bound that its widest open paths hold, widest first; none where the gene can go no further. */
  readonly shares: readonly number[]
}

/**
 * How many of its widest paths each gene gets evaluated next under a pooled tolerance; all zeros where the pool is
 * finished: the bounds of all genes sum to at most `tolerance` of the sum of their squares (to `finishedShare` of that,
 * leaving the rest for folding), or no path is left. Paths are taken in falling order of their share, whatever the gene
 * (ties: the gene that comes first), as long as those taken do not cover what the bounds exceed the tolerance by, and
 * at most `most`. So evaluations go where they narrow the sum over the genes most, and hardly any to genes that are too
 * flat to matter to it.
 */
export function sharePool(surveys: readonly GeneSurvey[], tolerance: number, most: number): Int32Array {
  const taken = new Int32Array(surveys.length)
  let bound = 0
  let squares = 0
  for (const survey of surveys) {
    bound += survey.bound
    squares += survey.squares
  }
  const excess = bound - finishedShare * tolerance * squares
  if (excess <= 0) return taken
  const paths = surveys.flatMap(({ shares }, gene) => shares.map((share) => ({ gene, share })))
  // Stable: the paths of a gene stay in their order.
  paths.sort((left, right) => right.share - left.share)
  let covered = 0
  for (const { gene, share } of paths.slice(0, most)) {
    if (covered >= excess) break
    covered += share
    taken[gene]! += 1
  }
  return taken
}

/**
 * How much each of the genes' bounds may still grow by folding: equal parts of what the pool allows beyond its bound.
 */
export function poolSlack(surveys: readonly GeneSurvey[], tolerance: number): number {
  const left = surveys.reduce((sum, { bound, squares }) => sum + tolerance * squares - bound, 0)
  return Math.max(0, left / surveys.length)
}

/** The mean over genes of what a pooled tolerance allows, the scale for what is too rare to matter in a single gene. */
export function poolAllowance(surveys: readonly GeneSurvey[], tolerance: number): number {
  return (tolerance * surveys.reduce((sum, { squares }) => sum + squares, 0)) / surveys.length
}
