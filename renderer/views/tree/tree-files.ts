import { csvText } from '../../../core/table/csv-writer.ts'
import { treeNewick } from '../../../engine/analyses/tree-newick.ts'
import type { Tree } from '../../../engine/api/contract.ts'
import type { TextExport } from '../../figure/figure.tsx'

/** A tree as text, for other programs. */
export function treeFiles(tree: Tree): readonly TextExport[] {
  return [
    { id: 'newick', name: 'Newick', extension: 'nwk', type: 'text/plain', text: () => `${treeNewick(tree)}\n` },
    {
      id: 'csv',
      name: 'CSV of the branches',
      extension: 'csv',
      type: 'text/csv',
      text: () =>
        csvText([
          ['node', 'parent', 'name', 'model', 'length', 'support'],
          ...tree.nodes.map((node, index) => [index, node.parent, node.name, node.modelId, node.length, node.support]),
        ]),
    },
  ]
}
