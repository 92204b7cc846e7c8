import { compareNames } from '../../core/model/name-order.ts'
import { basename } from 'node:path'
import { printableName } from '../../core/format/printable.ts'
import type { MatchReason, ScoredModel } from '../api/scores-contract.ts'
import type { StoredModel } from '../store/model-store.ts'
import { comparableName } from './comparable-name.ts'

/** What is known of a model of the library by its names, and its bytes. */
export type LibraryModel = Pick<StoredModel, 'id' | 'name' | 'size' | 'declaredName'> & {
  readonly places: readonly { readonly files: readonly { readonly path: string }[] }[]
}

/** A scored model and a model of the library that it may be. */
interface Match<Name> {
  readonly scored: Name
  readonly model: LibraryModel
  readonly reason: MatchReason
}

/** What is known of a scored model by its names. */
type Named = Pick<ScoredModel, 'name' | 'aliases'>

/** Reasons from the strongest to the weakest. */
const reasons: readonly MatchReason[] = ['name', 'declared name', 'alias', 'file name', 'similar name']

/**
 * Which scored models may be which models of the library, each at most once: by name, declared name, alias or file
 * name, and after these by names that differ in case, separators and the form of the weights only. Among quantizations
 * of one model the largest file is proposed, being the closest to what a published score was measured on.
 */
export function proposeMatches<Name extends Named>(
  scored: readonly Name[],
  library: readonly LibraryModel[],
): Match<Name>[] {
  const names = library.map(namesOf)
  const exact = indexed(names.map((all) => all.map(({ name }) => name)))
  const similar = indexed(names.map((all) => all.map(({ name }) => comparableName(name))))
  const matches = scored.flatMap((model): Match<Name>[] => {
    const ownNames = [model.name, model.name.split('/').at(-1)!]
    const candidates = new Set(
      [...ownNames, ...model.aliases].flatMap((name) => [
        ...(exact.get(name) ?? []),
        ...(similar.get(comparableName(name)) ?? []),
      ]),
    )
    return [...candidates].map((index) => ({
      scored: model,
      model: library[index]!,
      reason: reasonFor(ownNames, model.aliases, names[index]!),
    }))
  })
  const order = (match: Match<Name>): number => reasons.indexOf(match.reason)
  matches.sort(
    (left, right) =>
      order(left) - order(right) ||
      right.model.size - left.model.size ||
      compareNames(left.model.name, right.model.name),
  )
  const taken = new Set<unknown>()
  return matches.filter(({ scored: scoredModel, model }) => {
    if (taken.has(scoredModel) || taken.has(model)) return false
    taken.add(scoredModel).add(model)
    return true
  })
}

type NameOfModel = { readonly name: string; readonly reason: MatchReason }

function namesOf(model: LibraryModel): NameOfModel[] {
  const paths = model.places.flatMap(({ files }) => files[0]?.path ?? [])
  return [
    { name: model.name, reason: 'name' },
    ...(model.declaredName === null ? [] : [{ name: model.declaredName, reason: 'declared name' } as const]),
    ...paths.map(
      (path) => ({ name: printableName(basename(path).replace(/\.gguf$/i, '')), reason: 'file name' }) as const,
    ),
  ]
}

function reasonFor(
  ownNames: readonly string[],
  aliases: readonly string[],
  names: readonly NameOfModel[],
): MatchReason {
  const byName = names.find(({ name }) => ownNames.includes(name))
  if (byName !== undefined) return byName.reason
  return names.some(({ name }) => aliases.includes(name)) ? 'alias' : 'similar name'
}

/** Indices by name. */
function indexed(names: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const indices = new Map<string, number[]>()
  for (const [index, all] of names.entries()) {
    for (const name of new Set(all)) {
      if (name === '') continue
      const list = indices.get(name)
      if (list === undefined) indices.set(name, [index])
      else list.push(index)
    }
  }
  return indices
}
