import { plural } from './quantity.ts'

/** What a project holds, or what came from another one: counts by kind. */
interface Counts {
  readonly models?: number
  readonly modelsWithoutFile?: number
  readonly places?: number
  readonly probes?: number
  readonly genes?: number
  readonly genomes?: number
  readonly benchmarks?: number
  readonly runs?: number
  readonly scoredModels?: number
  readonly scores?: number
  readonly sketchedModels?: number
  readonly checkpointTables?: number
}

const kinds: readonly (readonly [kind: keyof Counts, singular: string, many?: string])[] = [
  ['models', 'model'],
  ['modelsWithoutFile', 'of them without a file', 'of them without a file'],
  ['places', 'path'],
  ['probes', 'probe'],
  ['genes', 'gene'],
  ['genomes', 'genome'],
  ['benchmarks', 'benchmark'],
  ['runs', 'run'],
  ['scoredModels', 'scored model'],
  ['scores', 'score'],
  ['sketchedModels', 'sketched model'],
  ['checkpointTables', 'table of checkpoints', 'tables of checkpoints'],
]

/** Counts in one line, without those that are 0: `2 models, 3 probes`; `nothing` where all are. */
export function projectContentsText(counts: Counts): string {
  const told = kinds.flatMap(([kind, singular, many]) => {
    const count = counts[kind] ?? 0
    return count === 0 ? [] : [plural(count, singular, many)]
  })
  return told.length === 0 ? 'nothing' : told.join(', ')
}
