import { compareNames } from '../../core/model/name-order.ts'
import { indistinguishableGroups, isIndistinguishable } from '../../core/tree/indistinguishable.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { ComparedModels } from './sources.ts'

/**
 * Places of the models in groups that cannot be told apart; most groups hold one. By model id, so that neither the
 * order of the models nor a new name changes anything.
 *
 * @param similarity n * n, row by row, as `margins`, which noise may move it by
 */
export function sameModels(
  { modelIds }: Pick<ComparedModels, 'modelIds'>,
  similarity: Float64Array,
  margins: Float64Array,
): number[][] {
  const n = modelIds.length
  return indistinguishableGroups(modelIds, (left, right) =>
    isIndistinguishable(similarity[left * n + right]!, margins[left * n + right]!),
  )
}

/** One remark on the groups of several, none where there is no such group. */
export function sameRemarks(
  { modelIds, names }: Pick<ComparedModels, 'modelIds' | 'names'>,
  groups: readonly (readonly number[])[],
): Remark[] {
  const named = groups
    .filter((group) => group.length > 1)
    .map((group) =>
      group
        .map((index) => names[index]!)
        .sort(compareNames)
        .join(' = '),
    )
    .sort(compareNames)
  if (named.length === 0) return []
  return [
    {
      kind: 'same',
      text: `The same within the noise, and one point in a tree: ${named.join('; ')}.`,
      modelIds: sameIds({ modelIds }, groups).flat(),
    },
  ]
}

/** The groups of several, as ids. */
export function sameIds(
  { modelIds }: Pick<ComparedModels, 'modelIds'>,
  groups: readonly (readonly number[])[],
): string[][] {
  return groups.filter((group) => group.length > 1).map((group) => group.map((index) => modelIds[index]!))
}
