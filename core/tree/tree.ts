/**
 * A node with everything below it; a tree is its root. A tip has no children. Trees are never changed in place.
 *
 * Length and support belong to the branch above the node. An unrooted tree is held by any of its inner nodes, which
 * then has three or more children; a root with two children is a point on a branch.
 */
export interface TreeNode {
  readonly name?: string
  /**
   * Length of the branch to the parent, in units of the distance; may be negative (neighbour joining), absent if
   * unknown.
   */
  readonly length?: number
  /**
   * Share of bootstrap replicates that have the branch above this node, 0 to 1; imported trees may use another scale.
   */
  readonly support?: number
  /** Free text, as in a Newick comment. */
  readonly comment?: string
  readonly children: readonly TreeNode[]
}

export type Tree = TreeNode

/** A node in the preorder list of its tree. */
export interface ListedNode {
  readonly node: TreeNode
  /** Index of the parent in the list, -1 at the root. Always smaller than the node's own index. */
  readonly parent: number
  /** Place among the children of the parent, 0 at the root. */
  readonly position: number
  /** Branches between the root and the node. */
  readonly depth: number
}

/** All nodes in preorder: a parent before its children, children in order. Works at any depth. */
export function listNodes(tree: Tree): ListedNode[] {
  const list: ListedNode[] = []
  const stack: ListedNode[] = [{ node: tree, parent: -1, position: 0, depth: 0 }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const index = list.push(next) - 1
    const { children } = next.node
    for (let position = children.length - 1; position >= 0; position--) {
      stack.push({ node: children[position]!, parent: index, position, depth: next.depth + 1 })
    }
  }
  return list
}

/** All nodes, a parent before its children, children in order. */
export function preorder(tree: Tree): TreeNode[] {
  return listNodes(tree).map((listed) => listed.node)
}

export function isTip(node: TreeNode): boolean {
  return node.children.length === 0
}

/**
 * Computes a value for every node from the values of its children, and returns the root's.
 *
 * @param combine called once per node, after all nodes below it; `values` in the order of the children; `index` is the
 *   node's index in the preorder list
 */
export function foldTree<Value>(
  tree: Tree,
  combine: (node: TreeNode, values: readonly Value[], index: number) => Value,
): Value {
  const list = listNodes(tree)
  const values: Value[][] = list.map(() => [])
  for (let index = list.length - 1; index > 0; index--) {
    const { node, parent } = list[index]!
    // Preorder backwards meets the last child first.
    values[parent]!.push(combine(node, values[index]!.reverse(), index))
  }
  return combine(tree, values[0]!.reverse(), 0)
}

/** The same node with other children. */
export function withChildren(node: TreeNode, children: readonly TreeNode[]): TreeNode {
  return { ...node, children }
}

/** Length and support of a branch; `undefined` where unknown. */
export interface Branch {
  readonly length: number | undefined
  readonly support: number | undefined
}

export function branchOf(node: TreeNode): Branch {
  return { length: node.length, support: node.support }
}

/** The same node below another branch. Unknown values are left out, not set to undefined. */
export function withBranch(node: TreeNode, { length, support }: Branch): TreeNode {
  return {
    ...(node.name === undefined ? {} : { name: node.name }),
    ...(length === undefined ? {} : { length }),
    ...(support === undefined ? {} : { support }),
    ...(node.comment === undefined ? {} : { comment: node.comment }),
    children: node.children,
  }
}

/**
 * The branches above two nodes as one, where the node between them disappears: lengths add up. The larger support
 * stands: whatever has either split has the one that is left. A branch to a tip has none.
 */
export function joinBranches(first: TreeNode, second: TreeNode): Branch {
  const length = first.length === undefined ? second.length : first.length + (second.length ?? 0)
  if (isTip(first) || isTip(second)) return { length, support: undefined }
  const support =
    first.support === undefined ? second.support : Math.max(first.support, second.support ?? first.support)
  return { length, support }
}
