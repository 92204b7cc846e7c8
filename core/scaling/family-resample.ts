import type { SeededGenerator } from '../random/seeded-generator.ts'

/** Positions of members, drawn group by group. */
export interface Resample {
  /** Positions drawn, with repetition; groups are drawn whole. */
  readonly drawn: readonly number[]
  /** Positions of the members of no drawn group. */
  readonly left: readonly number[]
}

/**
 * Draws as many groups as there are, with replacement, each with all its members: models of one family err together, so
 * that a draw of single models would take their errors for independent ones.
 *
 * @param groups the group of each member
 */
export function resampleGroups(groups: readonly string[], generator: SeededGenerator): Resample {
  const members = new Map<string, number[]>()
  for (const [position, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), position])
  const lists = [...members.values()]
  const picks = lists.map(() => generator.integer(lists.length))
  const picked = new Set(picks)
  return {
    drawn: picks.flatMap((pick) => lists[pick]!),
    left: lists.flatMap((list, index) => (picked.has(index) ? [] : list)),
  }
}

/** The groups to resample by: the families where there are at least three, else each model by itself. */
export function resamplingGroups(families: readonly string[]): {
  by: 'families' | 'models'
  groups: readonly string[]
} {
  if (new Set(families).size >= 3) return { by: 'families', groups: families }
  return { by: 'models', groups: families.map((_, index) => String(index)) }
}
