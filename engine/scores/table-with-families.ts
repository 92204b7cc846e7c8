import type { ScoredModel } from '../api/scores-contract.ts'
import { type FamilyStores, libraryFamilies } from '../library/library-families.ts'
import type { StoredScore, StoredScoredModel } from '../store/score-store.ts'

export interface FamiliedTable {
  readonly models: ScoredModel[]
  readonly scores: StoredScore[]
}

/** The table of scores. A model that is matched with one of the library has the family that it has there. */
export function tableWithFamilies(stores: FamilyStores): FamiliedTable {
  const { models, scores } = stores.scores.table()
  return { models: withFamilies(stores, models), scores }
}

/** Scored models with the families that count. */
export function withFamilies(stores: FamilyStores, scored: readonly StoredScoredModel[]): ScoredModel[] {
  const { families } = libraryFamilies(stores)
  return scored.map((model): ScoredModel => {
    const family = model.modelId === null ? undefined : families.get(model.modelId)
    if (family === undefined)
      return { ...model, familySource: model.family === null ? null : 'imported', importedFamily: model.family }
    const known =
      family.source === 'unknown'
        ? { family: null, familySource: null }
        : { family: family.name, familySource: family.source }
    return { ...model, ...known, importedFamily: model.family }
  })
}
