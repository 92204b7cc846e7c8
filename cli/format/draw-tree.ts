import { textTree } from '../../core/layout/text-tree.ts'
import { treeOfRows } from '../../core/tree/node-rows.ts'
import { sameNodes } from '../../core/tree/same-nodes.ts'
import type { Tree } from '../../engine/api/contract.ts'

/**
 * The tree drawn for a terminal of this many columns, ending with a line break; `same` stands at models that cannot be
 * told apart.
 */
export function drawTree({ nodes, same }: Tree, columns: number): string {
  const isSame = sameNodes(nodes, same)
  const rows = nodes.map((row, index) => (isSame.has(index) ? { ...row, name: 'same' } : row))
  return `${textTree(treeOfRows(rows), { width: Math.min(120, Math.max(40, columns)) })}\n`
}
