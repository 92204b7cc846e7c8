/**
 * How leading white space of a continuation is treated before its first characters become an allele.
 * `phylolm` removes all leading spaces, then all leading newlines (PhyloLM, arXiv 2404.04671); `none` removes nothing.
 */
export const stripRules = ['none', 'phylolm'] as const
export type StripRule = (typeof stripRules)[number]

/** What defines an allele. Populations are comparable only where all three agree. */
export interface AlleleRule {
  /** Characters (Unicode code points) of an allele, at least 1. */
  readonly chars: number
  readonly strip: StripRule
  /** Divisor of the logits before the softmax; 1 is the model's own distribution. */
  readonly temperature: number
}

/** A first stretch of continuation and its probability given the gene. */
export interface Allele {
  /** Exactly `chars` code points, or fewer where `end` is true. */
  readonly text: string
  /** True where the model ended the text (end of generation or another control token) after `text`. */
  readonly end: boolean
  readonly p: number
}

/** Probability that is known to fall on alleles beginning with `prefix`, but not yet on which. */
export interface Residue {
  /** Fewer than `chars` code points. */
  readonly prefix: string
  readonly p: number
}

/**
 * A model's distribution over the alleles of one gene.
 * The probabilities of `alleles` and `residue` sum to 1 (within 1e-6).
 */
export interface GenePopulation {
  readonly alleles: readonly Allele[]
  readonly residue: readonly Residue[]
}

/** Why a gene's expansion stopped before its bound reached the tolerance; `none` where it did reach it. */
export type ExpansionCap = 'none' | 'depth' | 'nodes'

/** The next token after the gene, with its natural log-probability at temperature 1. */
export interface NextToken {
  readonly token: number
  /** The token's bytes as text (invalid UTF-8 as U+FFFD); empty for a control token. */
  readonly text: string
  readonly logProbability: number
}

/** What a probe learns about one gene, but for lists. */
export interface GeneSummary {
  /** Sum of the residue. */
  readonly unresolved: number
  /** How far sum of p^2 can still lie above the sum of squares of the resolved alleles. */
  readonly bound: number
  /** Natural log-probability of the gene's text (after BOS where the model wants it) at temperature 1, in nats. */
  readonly logLikelihood: number
  /**
   * Tokens whose log-probability is summed in `logLikelihood` (BOS is not one of them; without BOS the first token is
   * not either).
   */
  readonly tokens: number
  /** UTF-8 bytes of the gene. */
  readonly bytes: number
  /** Next-token distributions taken: one at the gene itself, one per expanded path. */
  readonly nodes: number
  /** Tokens the engine evaluated for the gene: its own and those of every expanded path. */
  readonly evaluatedTokens: number
  readonly cap: ExpansionCap
}

/** What a probe learns about one gene, but for its population. */
export interface GeneFacts extends GeneSummary {
  /** The most probable next tokens after the gene, most probable first. */
  readonly nextTokens: readonly NextToken[]
}

/** A gene's record as bytes (see population-codec.ts), with what its beginning tells. */
export interface GeneRecord {
  readonly bytes: Uint8Array
  readonly summary: GeneSummary
}

/** All that a probe learns about one gene. */
export type GeneResult = GenePopulation & GeneFacts
