import { listNodes } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

/** A node as a flat record, for messages and tables. */
export interface NodeRow {
  /** Index of the parent's row, null at the root. */
  readonly parent: number | null
  readonly name: string | null
  readonly length: number | null
  readonly support: number | null
}

/** The nodes in preorder as flat rows; comments are left out. */
export function rowsOfTree(tree: Tree): NodeRow[] {
  return listNodes(tree).map(({ node, parent }) => ({
    parent: parent < 0 ? null : parent,
    name: node.name ?? null,
    length: node.length ?? null,
    support: node.support ?? null,
  }))
}

/**
 * The tree of rows that are in preorder, or in any order in which parents stand before their children.
 *
 * @throws RangeError where the first row has a parent, or another has none or one that does not stand before it
 */
export function treeOfRows(rows: readonly NodeRow[]): Tree {
  if (rows.length === 0) throw new RangeError('Rows of a tree: expected at least one, found none')
  const childrenOf: TreeNode[][] = rows.map(() => [])
  for (let index = rows.length - 1; index >= 0; index--) {
    const { parent, name, length, support } = rows[index]!
    const node: TreeNode = {
      ...(name === null ? {} : { name }),
      ...(length === null ? {} : { length }),
      ...(support === null ? {} : { support }),
      children: childrenOf[index]!.reverse(),
    }
    if (index === 0 && parent === null) return node
    if (parent === null || index === 0 || !Number.isInteger(parent) || parent < 0 || parent >= index) {
      throw new RangeError(
        `Row ${index} of a tree: expected ${index === 0 ? 'no parent' : 'a parent in an earlier row'}, found ${parent}`,
      )
    }
    childrenOf[parent]!.push(node)
  }
  throw new RangeError('Rows of a tree: expected a first row without a parent')
}
