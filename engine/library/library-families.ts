import { firstNames } from '../../core/format/first-names.ts'
import { type Family, familiesOf, familyKey } from '../../core/model/family.ts'
import type { ModelStore } from '../store/model-store.ts'
import type { NearStore } from '../store/near-store.ts'
import type { ScoreStore } from '../store/score-store.ts'

export interface FamilyStores {
  readonly models: ModelStore
  readonly scores: ScoreStore
  readonly near: NearStore
}

/** A stated family beside another one that a table of scores gives to the same model. */
interface FamilyConflict {
  readonly name: string
  readonly stated: string
  readonly imported: string
}

interface LibraryFamilies {
  /** By the id of the model. Every model of the library has one. */
  readonly families: ReadonlyMap<string, Family>
  readonly conflicts: readonly FamilyConflict[]
}

/** The families of the library as all views and analyses take them. */
export function libraryFamilies({ models, scores, near }: FamilyStores): LibraryFamilies {
  const imported = scores.importedFamilies()
  const clues = models.list().map((model) => ({ ...model, importedFamily: imported.get(model.id) ?? null }))
  return {
    families: familiesOf(clues, near.pairs()),
    conflicts: clues.flatMap(({ name, statedFamily: stated, importedFamily }) =>
      stated === null || importedFamily === null || familyKey(stated) === familyKey(importedFamily)
        ? []
        : [{ name, stated, imported: importedFamily }],
    ),
  }
}

/** What a reader must know where tables of scores and the library differ; undefined where they do not. */
export function conflictNote(conflicts: readonly FamilyConflict[]): string | undefined {
  if (conflicts.length === 0) return undefined
  const shown = conflicts.map(({ name, stated, imported }) => `${name} (${stated}; the table: ${imported})`)
  return `A table of scores gives another family than was stated, which counts: ${firstNames(shown, { most: 5 })}.`
}
