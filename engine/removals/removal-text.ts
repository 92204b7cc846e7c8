import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'

/** What rows of a table are to a reader, and what of them is told in brackets. Other tables go without saying. */
const told: readonly {
  readonly table: string
  readonly singular: string
  readonly inBrackets?: { readonly table: string; readonly singular: string }
}[] = [
  { table: 'models', singular: 'model' },
  { table: 'genomes', singular: 'genome' },
  { table: 'benchmarks', singular: 'benchmark' },
  { table: 'probes', singular: 'probe', inBrackets: { table: 'gene_results', singular: 'gene' } },
  { table: 'benchmark_runs', singular: 'run', inBrackets: { table: 'item_results', singular: 'item' } },
  { table: 'scored_models', singular: 'scored model' },
  { table: 'scores', singular: 'score' },
  { table: 'tensor_sketches', singular: 'sketched tensor' },
  {
    table: 'checkpoint_tables',
    singular: 'table of checkpoints',
    inBrackets: { table: 'checkpoint_rows', singular: 'row' },
  },
]

/** Names that are told of what was removed together. */
const namedOnes = 3

/**
 * What was removed, and what went with it: `model oak with 2 probes (512 genes) and 3 scores`.
 *
 * @param names what was asked to be removed, each with its kind: `model oak`
 * @param counts rows that went, by table
 */
export function removalText(names: readonly string[], counts: Readonly<Record<string, number>>): string {
  const asked = new Map(
    told.map(({ table, singular }) => [table, names.filter((name) => name.startsWith(`${singular} `)).length]),
  )
  const parts = told.flatMap(({ table, singular, inBrackets }) => {
    const more = (counts[table] ?? 0) - (asked.get(table) ?? 0)
    const within = inBrackets === undefined ? 0 : (counts[inBrackets.table] ?? 0)
    const inside = within === 0 ? '' : ` (${plural(within, inBrackets!.singular)})`
    if (more > 0) return [`${plural(counts[table]!, singular, pluralOf(singular))}${inside}`]
    return within > 0 ? [plural(within, inBrackets!.singular)] : []
  })
  const what = firstNames(names, { most: namedOnes })
  if (parts.length === 0) return what
  const last = parts.at(-1)!
  return `${what} with ${parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`}`
}

function pluralOf(singular: string): string {
  return singular === 'table of checkpoints' ? 'tables of checkpoints' : `${singular}s`
}
