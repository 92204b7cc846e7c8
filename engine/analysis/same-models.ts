import { indistinguishableGroups, isIndistinguishable } from '../../core/tree/indistinguishable.ts'
import type { StoredProbe } from '../store/probe-store.ts'

type Probed = Pick<StoredProbe, 'modelId' | 'modelName'>

/**
 * Places of the probes in groups of models that cannot be told apart; most groups hold one. By model id, so that
 * neither the order of the probes nor a new name changes anything.
 *
 * @param similarity n * n, row by row, as `margins`, which noise may move it by
 */
export function sameModels(probes: readonly Probed[], similarity: Float64Array, margins: Float64Array): number[][] {
  const n = probes.length
  return indistinguishableGroups(
    probes.map(({ modelId }) => modelId),
    (one, other) => isIndistinguishable(similarity[one * n + other]!, margins[one * n + other]!),
  )
}

/** One note on the groups of several, none where there is no such group. */
export function sameNotes(probes: readonly Probed[], groups: readonly (readonly number[])[]): string[] {
  const named = groups
    .filter((group) => group.length > 1)
    .map((group) =>
      group
        .map((place) => probes[place]!.modelName)
        .sort()
        .join(' = '),
    )
    .sort()
  return named.length === 0 ? [] : [`The same within the noise, and one point in a tree: ${named.join('; ')}.`]
}
