import { boundedText } from '../../core/format/interval.ts'
import { withoutUnprintable } from '../../core/format/printable.ts'
import { boundedPair, type Bounded } from '../../core/similarity/bounded.ts'
import { csvText } from '../../core/table/csv-writer.ts'
import type { Distances } from '../../engine/api/contract.ts'
import { formatTable } from './table.ts'

/**
 * The distances as a table for a terminal: lower triangle, columns by number, with the digits that the bounds support;
 * `~` marks a distance whose interval is wider than itself.
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

/**
 * Comma-separated values (RFC 4180): a header `model,<names>`, then one row per model with full-precision distances.
 */
export function distanceCsv(distances: Distances): string {
  return csvText([
    ['model', ...distances.models],
    ...distances.models.map((model, row) => [model, ...distances.distance[row]!]),
  ])
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
 * Names without white space, characters that cannot be seen and the characters PHYLIP forbids in names (`( ) [ ] : ;
 * ,`), each replaced by `_`; clashes are resolved by a number at the end.
 */
export function phylipNames(models: readonly string[], names: PhylipNames): string[] {
  const longest = names === 'strict' ? 10 : Number.POSITIVE_INFINITY
  const taken = new Set<string>()
  return models.map((model) => {
    const characters = [...withoutUnprintable(model, '_').replace(/[\s()[\]:;,'"]/gu, '_')]
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
