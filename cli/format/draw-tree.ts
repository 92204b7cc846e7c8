import { textTree } from '../../core/layout/text-tree.ts'
import { treeOfRows } from '../../core/tree/node-rows.ts'
import type { Tree } from '../../engine/api/contract.ts'

/** The tree drawn for a terminal of this many columns, ending with a line break. */
export function drawTree(tree: Tree, columns: number): string {
  return `${textTree(treeOfRows(tree.nodes), { width: Math.min(120, Math.max(40, columns)) })}\n`
}
