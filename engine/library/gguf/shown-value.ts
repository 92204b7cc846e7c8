import { printable } from '../../../core/format/printable.ts'
import { plural } from '../../../core/format/quantity.ts'
import type { MetadataEntry, MetadataValue } from './value-types.ts'

/** A metadata entry as the library keeps it: its value as one short line. */
export interface ShownEntry {
  readonly key: string
  readonly type: string
  readonly value: string
}

/** Of a value; what follows is left out. */
const mostCharacters = 400
/** Of a header; what follows is left out. */
export const mostEntries = 2000

export function shownEntries(metadata: ReadonlyMap<string, MetadataEntry>): ShownEntry[] {
  return [...metadata.values()]
    .slice(0, mostEntries)
    .map(({ key, type, value }) => ({ key: printable(key), type, value: shownValue(value, mostCharacters) }))
}

/** A metadata value as one short line; arrays as `[count × type] first values …`. */
export function shownValue(value: MetadataValue, length: number): string {
  if (typeof value !== 'object') {
    const text = typeof value === 'string' ? value : String(value)
    return text.length > length
      ? `${printable(text.slice(0, length))}… (${plural(text.length, 'character')})`
      : printable(text)
  }
  const shown = value.first.slice(0, 8).map((element) => shownValue(element, 40))
  return `[${String(value.count)} × ${value.type}] ${shown.join(', ')}${value.count > shown.length ? ' …' : ''}`
}

/** The entries that were shown, as far as that tells: of arrays only their lengths. */
export function entriesShown(shown: readonly ShownEntry[]): ReadonlyMap<string, MetadataEntry> {
  return new Map(shown.map(({ key, type, value }) => [key, { key, type, value: valueShown(type, value) }]))
}

function valueShown(type: string, shown: string): MetadataValue {
  if (type === 'string') return shown
  if (type === 'bool') return shown === 'true'
  const array = /^\[(\d+) × /.exec(shown)
  if (array !== null) return { count: Number(array[1]), type: type.replace(/^array of /, ''), first: [] }
  return Number(shown)
}
