import { distanceFromSimilarity } from './distance-from-similarity.ts'
import { pointSimilarity } from './similarity-matrix.ts'
import type { SimilarityTerms } from './similarity-terms.ts'

/**
 * Nei's distance, pooled over genes, up to which two models count as near: the same weights under another name, a
 * quantization, a light finetune. docs/methods.md says what lies on either side of it.
 */
export const nearDistance = 0.15

export interface NearModels {
  /** Places of two models, `one` before `other`. */
  readonly one: number
  readonly other: number
  readonly distance: number
}

/**
 * All pairs of models that are near, the nearest first. One measure whatever is shown, so that what is near does not
 * change with it.
 */
export function nearModels(terms: SimilarityTerms): NearModels[] {
  const { models } = terms
  const similarity = pointSimilarity(terms, 'nei')
  const near: NearModels[] = []
  for (let one = 0; one < models; one += 1) {
    for (let other = one + 1; other < models; other += 1) {
      const distance = distanceFromSimilarity('nei', similarity[one * models + other]!)
      if (distance <= nearDistance) near.push({ one, other, distance })
    }
  }
  return near.sort((first, second) => first.distance - second.distance)
}
