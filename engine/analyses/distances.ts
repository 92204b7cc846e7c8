import { z } from 'zod'
import { distancesFromSimilarities } from '../../core/similarity/distance-from-similarity.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { similarityMatrix } from '../../core/similarity/similarity-matrix.ts'
import { alleleRule, type AnalysisScope, analysisScope, measure, sameModelIds } from '../api/comparison-contract.ts'
import { identifier } from '../api/call.ts'
import { type Remark, remark } from '../api/remark-contract.ts'
import { defineAnalysis } from './definition.ts'
import { sameIds, sameModels, sameRemarks } from './same-models.ts'
import type { ComparedModels } from './sources.ts'

const matrix = z.array(z.array(z.number()))

const distances = z.object({
  modelIds: z.array(identifier),
  models: z.array(z.string()),
  genes: z.number().int(),
  measure,
  rule: alleleRule,
  /** Square, in the order of `models`. */
  similarity: matrix,
  distance: matrix,
  /** Bounds of the similarity: certified ones, widened by `noise`. */
  lower: matrix,
  upper: matrix,
  /**
   * Statistical margin for the engine's noise on either side, part of the bounds; absent where none worth a word was
   * measured.
   */
  noise: matrix.optional(),
  same: sameModelIds,
  /** What a reader must know before trusting the comparison, e.g. probes made in different environments. */
  remarks: z.array(remark),
})

export type Distances = z.output<typeof distances>

/** Margins below this are not worth a word. */
const leastMargin = 1e-5

/**
 * Similarities with bounds, certified ones widened by what the measured noise of the engine may do, and distances, of a
 * comparison.
 */
export const distancesAnalysis = defineAnalysis({
  name: 'analysis.distances',
  of: 'comparison',
  request: analysisScope,
  answer: distances,
  unit: 'genes',
  step: 'Similarities',
  inThread: false,
  compute: distancesOf,
})

export function distancesOf(
  compared: ComparedModels,
  { measure, rule }: Pick<AnalysisScope, 'measure' | 'rule'>,
): Distances {
  const { modelIds, names, genes, terms, remarks, noise } = compared
  const similarities = similarityMatrix(terms, measure)
  const rows = (values: Float64Array): number[][] =>
    modelIds.map((_, row) => Array.from(values.subarray(row * similarities.models, (row + 1) * similarities.models)))
  const margins = noiseMargin(terms, measure, noise)
  const widest = margins.reduce((most, margin) => Math.max(most, margin), 0)
  const same = sameModels(compared, similarities.similarity, margins)
  return {
    modelIds: [...modelIds],
    models: [...names],
    genes,
    measure,
    rule,
    similarity: rows(similarities.similarity),
    distance: rows(distancesFromSimilarities(measure, similarities.similarity)),
    lower: rows(similarities.lower.map((value, at) => Math.max(0, value - margins[at]!))),
    upper: rows(similarities.upper.map((value, at) => Math.min(1, value + margins[at]!))),
    ...(widest < leastMargin ? {} : { noise: rows(margins) }),
    same: sameIds(compared, same),
    remarks: [...remarks, ...sameRemarks(compared, same), ...(widest < leastMargin ? [] : [noiseRemark(widest)])],
  }
}

function noiseRemark(widest: number): Remark {
  const text =
    "The bounds of a similarity include a margin for the engine's noise as measured with the probes, up to " +
    `${widest.toPrecision(1)}; unlike the rest of the bounds it is statistical.`
  return { kind: 'noise', text, modelIds: [] }
}
