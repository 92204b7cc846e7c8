import { DisjointSets } from './disjoint-sets.ts'
import { isGenericName } from './generic-name.ts'

/** Where a family is read from, the strongest word first. */
export const familySources = ['stated', 'imported', 'base', 'name', 'measured', 'vocabulary', 'unknown'] as const
export type FamilySource = (typeof familySources)[number]

/** What each source is called beside a family. */
export const familySourceWords: Readonly<Record<FamilySource, string>> = {
  stated: 'stated',
  imported: 'imported with scores',
  base: 'declared base',
  name: 'declared name',
  measured: 'measured nearness',
  vocabulary: 'same tokenizer',
  unknown: 'nothing known',
}

/** A family with what it is read from. */
export interface Family {
  readonly name: string
  readonly source: FamilySource
}

/** What the family of a model is read from. */
export interface FamilyClues {
  readonly id: string
  /** What the user calls the model: at first its file's name, which tells nothing of its family. */
  readonly name: string
  /** As the user stated it. */
  readonly statedFamily: string | null
  /** As a table of scores gave it. */
  readonly importedFamily: string | null
  /** general.name of the file. */
  readonly declaredName: string | null
  /** The bases that the file declares, the first one that says something counts. */
  readonly declaredBases: readonly { readonly name?: string | undefined }[]
  /** Of the tokenizer's tokens; null where not known. */
  readonly vocabularyDigest: string | null
}

/** Two models that lie within the distance that makes them near; see near-models.ts. */
export interface NearPair {
  readonly left: string
  readonly right: string
  readonly distance: number
}

/**
 * The family of every model of a library, by id. What is stated counts first, then what a table of scores says, then
 * the declared base, followed through bases that are in the library themselves, then a declared name that several
 * models share or that another declares as its base. A model of which none of this is known goes with the models that
 * are measured to be near it or that have the same vocabulary, and else stands for itself. What a file is called has no
 * part in it, except to name models that declare nothing. A declared name or base that unrelated files share (`model`,
 * `checkpoint-500`; see generic-name.ts) counts as none.
 *
 * @param near pairs measured to be near each other
 */
export function familiesOf(library: readonly FamilyClues[], near: readonly NearPair[]): ReadonlyMap<string, Family> {
  const models = library.map(withoutGenericNames)
  const declared = declaredFamilies(models)
  const indexOf = new Map(models.map(({ id }, index) => [id, index]))
  const close = new DisjointSets(models.length)
  const kin = new DisjointSets(models.length)
  for (const { left, right } of near) {
    const [first, second] = [indexOf.get(left), indexOf.get(right)]
    if (first === undefined || second === undefined) continue
    close.join(first, second)
    kin.join(first, second)
  }
  const firstWith = new Map<string, number>()
  for (const [index, { vocabularyDigest }] of models.entries()) {
    if (vocabularyDigest === null) continue
    const first = firstWith.get(vocabularyDigest)
    if (first === undefined) firstWith.set(vocabularyDigest, index)
    else kin.join(first, index)
  }
  const closeMembers = membersOf(models, close)
  const kinMembers = membersOf(models, kin)
  const names = new Map(
    [...kinMembers].map(([set, members]) => [set, usualName(members, declared) ?? commonName(members)]),
  )
  return new Map(
    models.map((model, index): [string, Family] => {
      const known = declared.get(model.id)
      if (known !== undefined) return [model.id, known]
      const nearest = closeMembers.get(close.setOf(index))!
      if (kinMembers.get(kin.setOf(index))!.length < 2)
        return [model.id, { name: model.declaredName ?? model.name, source: 'unknown' }]
      const name = usualName(nearest, declared) ?? names.get(kin.setOf(index))!
      return [model.id, { name, source: nearest.length > 1 ? 'measured' : 'vocabulary' }]
    }),
  )
}

function membersOf(models: readonly FamilyClues[], sets: DisjointSets): ReadonlyMap<number, FamilyClues[]> {
  const members = new Map<number, FamilyClues[]>()
  for (const [index, model] of models.entries()) push(members, sets.setOf(index), model)
  return members
}

/** A text that is the same for one family in different spellings: `Llama 2` and `llama-2`. */
export function familyKey(name: string): string {
  const key = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  return key === '' ? name : key
}

/**
 * What a declared name says of the family: the part before the size, without the organisation.
 * `meta-llama/Llama-2-7b-chat` is of `Llama-2`; a name without a size is taken as it is.
 */
export function declaredStem(name: string): string {
  const short = name.split('/').at(-1)!.trim()
  const firstLetter = short.search(/\p{L}/u)
  for (const { 0: separator, index } of short.matchAll(/[-_. ]+/g)) {
    if (firstLetter < 0 || index < firstLetter) continue
    sizeHere.lastIndex = index + separator.length
    if (!sizeHere.test(short)) continue
    const stem = short.slice(0, index)
    return isGenericName(stem) ? short : stem
  }
  return short
}

/** A number of weights as names have it, at one place: `7b`, `8x7B`, `0.5B`. */
const sizeHere = /(?:\d+x)?\d+(?:[.,]\d+)?[bmk](?![\p{L}\p{N}])/iuy

function withoutGenericNames(model: FamilyClues): FamilyClues {
  return {
    ...model,
    declaredName: model.declaredName === null || isGenericName(model.declaredName) ? null : model.declaredName,
    declaredBases: model.declaredBases.filter(({ name }) => name !== undefined && !isGenericName(name)),
  }
}

/** Families that are stated, imported or declared, by the ids of the models that have one. */
function declaredFamilies(models: readonly FamilyClues[]): ReadonlyMap<string, Family> {
  const byName = new Map<string, FamilyClues>()
  /** How many names have a stem, and its spelling that comes first. */
  const stems = new Map<string, { readonly spelling: string; readonly names: number }>()
  const count = (name: string): void => {
    const stem = declaredStem(name)
    const known = stems.get(familyKey(stem))
    stems.set(familyKey(stem), {
      spelling: known === undefined || stem < known.spelling ? stem : known.spelling,
      names: (known?.names ?? 0) + 1,
    })
  }
  for (const model of models) {
    const base = baseOf(model)
    if (base !== null) count(base)
    if (model.declaredName === null) continue
    count(model.declaredName)
    const known = byName.get(familyKey(model.declaredName))
    // Of several files of one name, such as quantizations, one that says more is followed.
    if (known === undefined || saysMore(model, known)) byName.set(familyKey(model.declaredName), model)
  }
  const stemOf = (name: string) => stems.get(familyKey(declaredStem(name)))!
  const families = new Map<string, Family>()
  const familyOf = (model: FamilyClues, visited: ReadonlySet<FamilyClues>): Family | undefined => {
    if (model.statedFamily !== null) return { name: model.statedFamily, source: 'stated' }
    if (model.importedFamily !== null) return { name: model.importedFamily, source: 'imported' }
    const base = baseOf(model)
    if (base !== null) {
      const next = byName.get(familyKey(base))
      const above = next === undefined || visited.has(next) ? undefined : familyOf(next, new Set([...visited, next]))
      return { name: above?.name ?? stemOf(base).spelling, source: 'base' }
    }
    if (model.declaredName === null) return undefined
    const { spelling, names } = stemOf(model.declaredName)
    return names > 1 ? { name: spelling, source: 'name' } : undefined
  }
  for (const model of models) {
    const family = familyOf(model, new Set([model]))
    if (family !== undefined) families.set(model.id, family)
  }
  return families
}

function baseOf({ declaredBases }: FamilyClues): string | null {
  return declaredBases[0]?.name ?? null
}

function saysMore(left: FamilyClues, right: FamilyClues): boolean {
  const clues = ({ statedFamily, importedFamily }: FamilyClues): number =>
    statedFamily !== null ? 2 : importedFamily !== null ? 1 : 0
  return clues(left) > clues(right)
}

/** The family that most of the members are known to be of; undefined where none is known. */
function usualName(members: readonly FamilyClues[], declared: ReadonlyMap<string, Family>): string | undefined {
  const counts = new Map<string, number>()
  for (const { id } of members) {
    const name = declared.get(id)?.name
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].sort(([left, often], [right, seldom]) => seldom - often || (left < right ? -1 : 1))[0]?.[0]
}

/**
 * The words that most declared names begin with, else the first of these names; where none is declared, the first of
 * the models' names.
 */
function commonName(members: readonly FamilyClues[]): string {
  const names = members.flatMap(({ declaredName }) => (declaredName === null ? [] : [declaredName])).sort()
  const counts = new Map<string, number>()
  for (const name of names) {
    const words = name.split(/(?=[-_. ])/)
    for (const [last] of words.entries()) {
      const start = words.slice(0, last + 1).join('')
      if (/\p{L}/u.test(start)) counts.set(start, (counts.get(start) ?? 0) + 1)
    }
  }
  const [most] = [...counts].sort(
    ([left, often], [right, seldom]) => seldom - often || right.length - left.length || (left < right ? -1 : 1),
  )
  return most !== undefined && most[1] > 1 ? most[0] : (names[0] ?? [...members.map(({ name }) => name)].sort()[0]!)
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** A family with where it is known from: `oak (declared base)`. */
export function familyText({
  family,
  familySource,
}: {
  readonly family: string
  readonly familySource: FamilySource
}): string {
  return `${family} (${familySourceWords[familySource]})`
}
