import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { rowsOfTree } from '../../../core/tree/node-rows.ts'
import type { Distances } from '../../../engine/analyses/distances.ts'
import type { Tree } from '../../../engine/analyses/tree.ts'

/** A tree of the names of a Newick text, whose tips have these names as ids. */
export function sampleTree(newick: string, changes: Partial<Tree> = {}): Tree {
  return {
    nodes: rowsOfTree(parseNewick(newick)).map((row) => ({ ...row, modelId: row.name })),
    rooted: false,
    root: 'none',
    method: 'nj',
    measure: 'nei',
    genes: 128,
    replicates: 100,
    seed: 1,
    negativeBranches: 0,
    same: [],
    remarks: [],
    ...changes,
  }
}

/** Distances of models with these names as ids, all unlike one another. */
export function sampleDistances(names: readonly string[], changes: Partial<Distances> = {}): Distances {
  const similarity = names.map((_, row) =>
    names.map((_, column) => (row === column ? 1 : 0.9 - (0.8 * Math.abs(row - column)) / names.length)),
  )
  return {
    modelIds: [...names],
    models: [...names],
    genes: 128,
    measure: 'nei',
    rule: { chars: 4, strip: 'none', temperature: 1 },
    similarity,
    distance: similarity.map((row) => row.map((value) => -Math.log(value))),
    lower: similarity.map((row) => row.map((value) => Math.max(0, value - 0.001))),
    upper: similarity.map((row) => row.map((value) => Math.min(1, value + 0.001))),
    same: [],
    remarks: [],
    ...changes,
  }
}
