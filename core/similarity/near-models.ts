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
  readonly first: number
  readonly second: number
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
  for (let first = 0; first < models; first += 1) {
    for (let second = first + 1; second < models; second += 1) {
      const distance = distanceFromSimilarity('nei', similarity[first * models + second]!)
      if (distance <= nearDistance) near.push({ first, second, distance })
    }
  }
  return near.sort((first, second) => first.distance - second.distance)
}
