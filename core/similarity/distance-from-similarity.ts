import type { SimilarityMeasure } from './similarity-matrix.ts'

/** Similarities below this are taken as this before the logarithm, as PhyloLM does for trees. */
const floor = 1e-10

/**
 * Distance of two models from their similarity (0 to 1). `nei`: D = -ln S with S at least 10^-10, so 0 to 23.03 (Nei
 * 1972). `nei-mean`: 1 - S, the mean over genes of 1 - cos(P, P'). Falls as similarity rises: an upper bound of the
 * similarity gives a lower bound of the distance.
 */
export function distanceFromSimilarity(measure: SimilarityMeasure, similarity: number): number {
  if (measure === 'nei-mean') return 1 - similarity
  // Math.max keeps a similarity of 1 from becoming a distance of -0.
  return Math.max(0, -Math.log(Math.max(floor, similarity)))
}

/** The same of each entry of a matrix, row by row. */
export function distancesFromSimilarities(measure: SimilarityMeasure, similarity: Float64Array): Float64Array {
  return similarity.map((value) => distanceFromSimilarity(measure, value))
}
