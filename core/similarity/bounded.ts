import { distanceFromSimilarity } from './distance-from-similarity.ts'
import type { SimilarityMeasure } from './similarity-matrix.ts'

/** A number with its interval. */
export interface Bounded {
  readonly value: number
  readonly lower: number
  readonly upper: number
}

/**
 * The distance of a similarity, with its interval; the order of the ends turns around, as the distance falls where
 * similarity rises.
 */
export function boundedDistance(measure: SimilarityMeasure, { value, lower, upper }: Bounded): Bounded {
  return {
    value: distanceFromSimilarity(measure, value),
    lower: distanceFromSimilarity(measure, upper),
    upper: distanceFromSimilarity(measure, lower),
  }
}

/** Square matrices of similarities with their bounds, and of distances, by rows. */
export interface BoundedSimilarities {
  readonly measure: SimilarityMeasure
  readonly similarity: readonly (readonly number[])[]
  readonly distance: readonly (readonly number[])[]
  readonly lower: readonly (readonly number[])[]
  readonly upper: readonly (readonly number[])[]
}

export interface BoundedPair {
  readonly similarity: Bounded
  readonly distance: Bounded
}

/** Similarity and distance of two models by their indices in the matrices. */
export function boundedPair(
  { measure, similarity, distance, lower, upper }: BoundedSimilarities,
  row: number,
  column: number,
): BoundedPair {
  const bounded = { value: similarity[row]![column]!, lower: lower[row]![column]!, upper: upper[row]![column]! }
  // As the engine computed it: the logarithm of a browser may differ in its last digit.
  const value = distance[row]![column]!
  return { similarity: bounded, distance: { ...boundedDistance(measure, bounded), value } }
}
