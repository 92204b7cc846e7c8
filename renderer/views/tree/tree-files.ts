import { treeNewick } from '../../../engine/analyses/tree-newick.ts'
import type { Tree } from '../../../engine/api/contract.ts'
import type { TextExport } from '../../figure/figure.tsx'
import { csvExport, newickExport } from '../../figure/text-exports.ts'

/** A tree as text, for other programs. */
export function treeFiles(tree: Tree): readonly TextExport[] {
  return [
    newickExport(() => treeNewick(tree)),
    csvExport(
      () => [
        ['node', 'parent', 'name', 'model', 'length', 'support'],
        ...tree.nodes.map((node, index) => [index, node.parent, node.name, node.modelId, node.length, node.support]),
      ],
      'CSV of the branches',
    ),
  ]
}
