import { familyKey } from '../../core/model/family.ts'
import { compareNames } from '../../core/model/name-order.ts'
import type { ModelSummary } from '../../engine/api/contract.ts'

/** The models of one family, in the order in which they were given. */
export interface FamilyGroup {
  /** Empty for the models of which no family is known. */
  readonly family: string
  readonly models: readonly ModelSummary[]
}

/** Models by their families, these by name; last the models that stand for themselves. */
export function familyGroups(models: readonly ModelSummary[]): readonly FamilyGroup[] {
  const groups = Map.groupBy(models, ({ family, familySource }) =>
    familySource === 'unknown' ? '' : familyKey(family),
  )
  return [...groups]
    .map(([key, members]) => ({ family: key === '' ? '' : members[0]!.family, models: members }))
    .sort((left, right) =>
      left.family === '' || right.family === ''
        ? Number(left.family === '') - Number(right.family === '')
        : compareNames(left.family, right.family),
    )
}
