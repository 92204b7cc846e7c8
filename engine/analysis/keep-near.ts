import { nearModels } from '../../core/similarity/near-models.ts'
import type { SimilarityTerms } from '../../core/similarity/similarity-terms.ts'
import type { NearStore } from '../store/near-store.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import { isNotWritable } from '../store/writable.ts'

/**
 * Keeps which of the compared probes are near each other, for the families of the library; answers whether that has
 * changed.
 */
export function keepNear(near: NearStore, probes: readonly StoredProbe[], terms: SimilarityTerms): boolean {
  const pairs = nearModels(terms).map(({ first, second, distance }) => ({
    left: probes[first]!.id,
    right: probes[second]!.id,
    distance,
  }))
  try {
    return near.keep(
      probes.map(({ id }) => id),
      pairs,
    )
  } catch (error) {
    // A comparison only reads: where another process writes, or nobody may, what is near is kept by a later one.
    if (isNotWritable(error)) return false
    throw error
  }
}
