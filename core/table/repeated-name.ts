import { spellingKey } from '../model/spelling.ts'
import { shown } from './csv-table.ts'

/** Names of a table's rows with the lines they stand on, by spelling. */
export type NamesSeen = Map<string, { readonly name: string; readonly line: number }>

/**
 * Why a row cannot have a name: another row has it, be it in another case or with other separators; null where it can.
 * The name counts as seen then.
 */
export function repeatedName(name: string, line: number, seen: NamesSeen): string | null {
  const key = spellingKey(name)
  const first = seen.get(key)
  if (first === undefined) {
    seen.set(key, { name, line })
    return null
  }
  if (first.name === name) return `${shown(name)} again (first on line ${String(first.line)})`
  return `${shown(name)}, which differs from ${shown(first.name)} on line ${String(first.line)} in case or separators only`
}
