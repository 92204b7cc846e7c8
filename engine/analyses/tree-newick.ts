import { writeNewick } from '../../core/tree/newick-writer.ts'
import { treeOfRows } from '../../core/tree/node-rows.ts'
import type { Tree } from './tree.ts'

/** A tree in Newick format, with the names of its models, lengths and supports as computed. */
export function treeNewick({ nodes }: Pick<Tree, 'nodes'>): string {
  return writeNewick(treeOfRows(nodes))
}
