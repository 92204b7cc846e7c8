import type { Tree as TreeOfCore, TreeNode as NodeOfCore } from '../../core/tree/tree.ts'
import type { Tree } from '../../engine/api/contract.ts'

/** The Api's preorder list of nodes as a tree of core. */
export function treeOfNodes(nodes: Tree['nodes']): TreeOfCore {
  const children: NodeOfCore[][] = nodes.map(() => [])
  for (let index = nodes.length - 1; index >= 0; index--) {
    const { parent, name, length, support } = nodes[index]!
    const node: NodeOfCore = {
      ...(name === null ? {} : { name }),
      ...(length === null ? {} : { length }),
      ...(support === null ? {} : { support }),
      // Preorder backwards meets the last child first.
      children: children[index]!.reverse(),
    }
    if (parent === null) return node
    children[parent]!.push(node)
  }
  throw new RangeError('Tree: expected a root, found none')
}
