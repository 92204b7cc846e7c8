import { distanceFromSimilarity } from '../../core/similarity/distance-from-similarity.ts'
import { similarityMatrix } from '../../core/similarity/similarity-matrix.ts'
import type { AlleleRule, Distances, Measure } from '../api/contract.ts'
import type { Comparison } from './comparisons.ts'
import { matrixRows } from './matrix-rows.ts'

/** Similarities with certified bounds, and distances, of a comparison. */
export function distancesOf(comparison: Comparison, measure: Measure, rule: AlleleRule): Distances {
  const { probes, names, genes, terms, notes } = comparison
  const matrix = similarityMatrix(terms, measure)
  return {
    modelIds: probes.map((probe) => probe.modelId),
    models: [...names],
    genes,
    measure,
    rule,
    similarity: matrixRows(matrix.similarity, matrix.models),
    distance: matrixRows(matrix.similarity.map((similarity) => distanceFromSimilarity(measure, similarity)), matrix.models),
    lower: matrixRows(matrix.lower, matrix.models),
    upper: matrixRows(matrix.upper, matrix.models),
    notes: [...notes],
  }
}
