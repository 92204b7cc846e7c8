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
