import { boundedText } from '../../core/format/interval.ts'
import { boundedPair, type Bounded } from '../../core/similarity/bounded.ts'
import type { Distances } from '../../engine/api/contract.ts'
import { formatTable } from './table.ts'

/**
 * The distances as a table for a terminal: lower triangle, columns by number, with the digits that the bounds support; `~` marks
 * a distance whose interval is wider than itself.
 */
export function distanceTable(distances: Distances): string {
  const { models } = distances
  const columns = [
    { title: '', align: 'right' as const },
    { title: 'model' },
    ...models.slice(0, -1).map((_, index) => ({ title: String(index + 1), align: 'right' as const })),
  ]
  const rows = models.map((model, row) => [
    String(row + 1),
    model,
    ...models.slice(0, row).map((_, column) => shownDistance(boundedPair(distances, row, column).distance)),
  ])
  return formatTable(columns, rows)
}

/** Below this an interval counts as narrow however small the distance is: near twins are told from others by it. */
const narrow = 0.05

function shownDistance(distance: Bounded): string {
  return (distance.upper - distance.lower > Math.max(distance.value, narrow) ? '~' : '') + boundedText(distance)
}

/** Comma-separated values (RFC 4180): a header `model,<names>`, then one row per model with full-precision distances. */
export function distanceCsv(distances: Distances): string {
  const header = ['model', ...distances.models]
  const rows = distances.models.map((model, row) => [model, ...distances.distance[row]!.map(String)])
  return [header, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('')
}

function csvField(value: string): string {
  return /[",\r\n]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value
}

export type PhylipNames = 'relaxed' | 'strict'

/**
 * A square distance matrix in PHYLIP's format: the number of taxa, then per taxon its name and its distances.
 * `relaxed` keeps whole names (quicktree, FastME, RapidNJ); `strict` cuts them to the 10 columns that PHYLIP's own
 * `neighbor` reads. Negative zero and rounding below zero are written as 0.
 */
export function distancePhylip(distances: Distances, names: PhylipNames): string {
  const mapped = phylipNames(distances.models, names)
  const columns = Math.max(10, ...mapped.map((name) => [...name].length))
  const rows = mapped.map((name, row) => {
    const values = distances.distance[row]!.map((value) => Math.max(0, value).toFixed(8))
    return `${name}${' '.repeat(columns - [...name].length)} ${values.join(' ')}\n`
  })
  return `${String(mapped.length).padStart(5)}\n${rows.join('')}`
}

/**
 * Names without white space, control characters and the characters PHYLIP forbids in names (`( ) [ ] : ; ,`), each
 * replaced by `_`; clashes are resolved by a number at the end.
 */
export function phylipNames(models: readonly string[], names: PhylipNames): string[] {
  const longest = names === 'strict' ? 10 : Number.POSITIVE_INFINITY
  const taken = new Set<string>()
  return models.map((model) => {
    // eslint-disable-next-line no-control-regex
    const characters = [...model.replace(/[\s()[\]:;,'"\u0000-\u001f\u007f-\u009f]/gu, '_')]
    const base = characters.length === 0 ? ['_'] : characters
    let name = base.slice(0, longest).join('')
    for (let number = 2; taken.has(name); number++) {
      const ending = `~${number}`
      name = base.slice(0, longest - ending.length).join('') + ending
    }
    taken.add(name)
    return name
  })
}
