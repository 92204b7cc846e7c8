import { firstNames } from '../../core/format/first-names.ts'
import { familyKey, familySourceWords, type Family } from '../../core/model/family.ts'
import type { Remark } from '../api/remark-contract.ts'

/** A model whose weights are read, with the family that it is said to be of. */
export interface NamedFamily {
  readonly modelId: string
  readonly name: string
  readonly family: Family
  /** Number of weights. */
  readonly parameters: number
}

/**
 * Remarks on models whose family is read from their tokenizer or from measured nearness, while their weights show no
 * relation to models of that family that have as many weights. Those of another size say nothing: models of a series
 * are trained apart.
 *
 * @param lineage ids in groups of common descent
 */
export function familyRemarks(models: readonly NamedFamily[], lineage: readonly (readonly string[])[]): Remark[] {
  const groupOf = new Map(lineage.flatMap((group, index) => group.map((id) => [id, index] as const)))
  return models.flatMap(({ modelId, name, family, parameters }): Remark[] => {
    if (family.source !== 'measured' && family.source !== 'vocabulary') return []
    const strangers = models.filter(
      (other) =>
        other.parameters === parameters &&
        familyKey(other.family.name) === familyKey(family.name) &&
        groupOf.get(other.modelId) !== groupOf.get(modelId),
    )
    if (strangers.length === 0) return []
    const named = firstNames(
      strangers.map((stranger) => stranger.name),
      { most: 3 },
    )
    return [
      {
        kind: 'family',
        text: `${name} counts to the family ${family.name} (${familySourceWords[family.source]}), but its weights show no relation to ${named} of that family, which ${strangers.length === 1 ? 'has' : 'have'} as many.`,
        modelIds: [modelId],
      },
    ]
  })
}
