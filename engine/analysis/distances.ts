import { distanceFromSimilarity } from '../../core/similarity/distance-from-similarity.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { similarityMatrix } from '../../core/similarity/similarity-matrix.ts'
import type { AlleleRule, Distances, Measure } from '../api/contract.ts'
import type { Comparison } from './comparisons.ts'
import { matrixRows } from './matrix-rows.ts'
import { sameModels, sameNotes } from './same-models.ts'

/** Margins below this are not worth a word. */
const leastMargin = 1e-5

/**
 * Similarities with bounds, certified ones widened by what the measured noise of the engine may do, and distances, of a
 * comparison.
 */
export function distancesOf(comparison: Comparison, measure: Measure, rule: AlleleRule): Distances {
  const { probes, names, genes, terms, notes } = comparison
  const matrix = similarityMatrix(terms, measure)
  const margins = noiseMargin(
    terms,
    measure,
    probes.map((probe) => probe.noise?.mean ?? 0),
  )
  const widest = margins.reduce((most, margin) => Math.max(most, margin), 0)
  const same = sameModels(probes, matrix.similarity, margins)
  const allNotes = [...notes, ...sameNotes(probes, same), ...(widest < leastMargin ? [] : [noiseNote(widest)])]
  return {
    modelIds: probes.map((probe) => probe.modelId),
    models: [...names],
    genes,
    measure,
    rule,
    similarity: matrixRows(matrix.similarity, matrix.models),
    distance: matrixRows(
      matrix.similarity.map((similarity) => distanceFromSimilarity(measure, similarity)),
      matrix.models,
    ),
    lower: matrixRows(
      matrix.lower.map((value, at) => Math.max(0, value - margins[at]!)),
      matrix.models,
    ),
    upper: matrixRows(
      matrix.upper.map((value, at) => Math.min(1, value + margins[at]!)),
      matrix.models,
    ),
    ...(widest < leastMargin ? {} : { noise: matrixRows(margins, matrix.models) }),
    same: same.filter((group) => group.length > 1).map((group) => group.map((place) => probes[place]!.modelId)),
    notes: allNotes,
  }
}

function noiseNote(widest: number): string {
  return `The bounds of a similarity include a margin for the engine's noise as measured with the probes, up to ${widest.toPrecision(1)}; unlike the rest of the bounds it is statistical.`
}
