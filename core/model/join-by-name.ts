import { firstNames } from '../format/first-names.ts'
import { spellingKey } from './spelling.ts'

/** A name that two tables spell differently. */
export interface Respelled {
  readonly name: string
  readonly spelling: string
}

export interface JoinedByName<T> {
  /** One per name, in their order; undefined where the other table does not have it. */
  readonly matched: readonly (T | undefined)[]
  /** Names that were joined in spite of another case or other separators. */
  readonly respelled: readonly Respelled[]
}

/**
 * What another table holds for some names: under the name itself, else under the one name that differs in case and
 * separators only. Nothing is given to two names.
 *
 * @param values by name; names that differ in spelling only, here or there, mean none of each other
 */
export function joinByName<T>(names: readonly string[], values: ReadonlyMap<string, T>): JoinedByName<T> {
  const isTaken = new Set(names.filter((name) => values.has(name)))
  const left = onlyOfEach([...values.keys()].filter((name) => !isTaken.has(name)))
  const open = onlyOfEach(names.filter((name) => !isTaken.has(name)))
  // Of two names there of one spelling, neither is meant, even where one of them is taken.
  const spellings = onlyOfEach(values.keys())
  const respelled: Respelled[] = []
  const matched = names.map((name) => {
    if (values.has(name)) return values.get(name)
    const key = spellingKey(name)
    const spelling = spellings.get(key) === null || open.get(key) === null ? undefined : (left.get(key) ?? undefined)
    if (spelling === undefined) return undefined
    respelled.push({ name, spelling })
    return values.get(spelling)
  })
  return { matched, respelled }
}

/** By spelling the name that is spelled so; null where several are. */
function onlyOfEach(names: Iterable<string>): Map<string, string | null> {
  const byKey = new Map<string, string | null>()
  for (const name of names) {
    const key = spellingKey(name)
    byKey.set(key, byKey.has(key) ? null : name)
  }
  return byKey
}

/** That names were joined in spite of their spelling, for a note; undefined where none was. */
export function respelledText(respelled: readonly Respelled[]): string | undefined {
  if (respelled.length === 0) return undefined
  const pairs = respelled.map(({ name, spelling }) => `${JSON.stringify(spelling)} is ${JSON.stringify(name)}`)
  return `models in another spelling: ${firstNames(pairs)}`
}
