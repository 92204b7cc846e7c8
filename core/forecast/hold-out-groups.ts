import { DisjointSets } from '../model/disjoint-sets.ts'
import { type Family, familyKey } from '../model/family.ts'
import type { NearModels } from '../similarity/near-models.ts'

/** Why two models of different families are held out together. */
export interface GroupJoin {
  /** Places of the two models. */
  readonly first: number
  readonly second: number
  /** `near`: measured to be near each other. `vocabulary`: their tokenizers have the same tokens. */
  readonly by: 'near' | 'vocabulary'
  /** Null where it is the vocabulary that joins them. */
  readonly distance: number | null
}

export interface HoldOutGroups {
  /** Per model the number of its group, from 0 in the order of the models. */
  readonly groupOf: readonly number[]
  /** What joins families to one group; no more of them than are needed for it, the nearest pairs first. */
  readonly joins: readonly GroupJoin[]
}

/**
 * Models that are held out together, so that no forecast rests on a copy, a quantization or a sibling of the model it
 * is tested on. Those of one family belong together, those that are measured to be near each other, and those with the
 * same vocabulary, unless somebody stated both of their families; whatever is joined over others is one group.
 *
 * @param families of the models
 * @param vocabularies digests of the models' token lists, null where unknown
 * @param near pairs of near models, the nearest first
 */
export function holdOutGroups(
  families: readonly Family[],
  vocabularies: readonly (string | null)[],
  near: readonly NearModels[],
): HoldOutGroups {
  const sets = new DisjointSets(families.length)
  const keys = families.map(({ name }) => familyKey(name))
  for (const [first, second] of samePairs(keys)) sets.join(first, second)
  const stated = new Set(
    keys.filter((_, model) => families[model]!.source === 'stated' || families[model]!.source === 'imported'),
  )
  const isStated = (model: number): boolean => stated.has(keys[model]!)
  const candidates = [
    ...near.map(({ first, second, distance }): GroupJoin => ({ first, second, by: 'near', distance })),
    ...vocabularyPairs(vocabularies, isStated).map(
      ([first, second]): GroupJoin => ({ first, second, by: 'vocabulary', distance: null }),
    ),
  ]
  const joins = candidates.filter(({ first, second }) => sets.join(first, second))
  const groups = families.map((_, model) => sets.setOf(model))
  const numbers = [...new Set(groups)]
  return { groupOf: groups.map((group) => numbers.indexOf(group)), joins }
}

/**
 * Pairs that join all models of one vocabulary of which not both are stated: each with the first that is not stated, so
 * that the order of the models does not matter. Where all are stated there are none.
 */
function vocabularyPairs(
  vocabularies: readonly (string | null)[],
  isStated: (model: number) => boolean,
): (readonly [number, number])[] {
  const firstUnstated = new Map<string, number>()
  for (const [model, vocabulary] of vocabularies.entries()) {
    if (vocabulary !== null && !isStated(model) && !firstUnstated.has(vocabulary)) firstUnstated.set(vocabulary, model)
  }
  return vocabularies.flatMap((vocabulary, model): (readonly [number, number])[] => {
    const first = vocabulary === null ? undefined : firstUnstated.get(vocabulary)
    return first === undefined || first === model ? [] : [[Math.min(first, model), Math.max(first, model)]]
  })
}

/** Each index with the first one of the same value; null is the same as nothing. */
function samePairs(values: readonly (string | null)[]): (readonly [number, number])[] {
  const first = new Map<string, number>()
  return values.flatMap((value, index): (readonly [number, number])[] => {
    if (value === null) return []
    const known = first.get(value)
    if (known !== undefined) return [[known, index]]
    first.set(value, index)
    return []
  })
}
