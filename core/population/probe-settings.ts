import type { AlleleRule } from './population.ts'

/** How far and how finely a probe expands continuations. */
export interface ProbeSettings extends AlleleRule {
  /** A gene is done when its bound (see core/population/bound.ts) is at most this. Default 0.001. */
  readonly tolerance: number
  /**
   * Whether the tolerance is a share of the sum of squared allele probabilities that the bounds of all genes of a block
   * may take up together (see native/expansion/pool.ts), and so those of the genome, in place of a limit for each gene.
   * Default false.
   */
  readonly pooled: boolean
  /** Longest continuation in tokens that is evaluated. Default 24. */
  readonly maxDepth: number
  /** Most next-token distributions taken per gene. Default 1000. */
  readonly maxNodes: number
}

/** Named tolerances. */
export const tolerancePresets = { quick: 0.01, standard: 0.001, fine: 0.0001 } as const

/** The usual pooled tolerance: 1 % of the sum over the genome. */
export const pooledTolerance = 0.01

export const defaultProbeSettings: ProbeSettings = {
  chars: 4,
  strip: 'none',
  temperature: 1,
  tolerance: tolerancePresets.standard,
  pooled: false,
  maxDepth: 24,
  maxNodes: 1000,
}
