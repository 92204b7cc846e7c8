import type { TreeNode } from '../tree/tree.ts'

/** A node with its place in the unit square; x to the right, y downwards. */
export interface PlacedNode {
  readonly node: TreeNode
  /** Index of the parent in the list of placed nodes, -1 at the root. */
  readonly parent: number
  readonly x: number
  readonly y: number
  readonly tip: boolean
  /**
   * Direction in which the branch reaches the node, in radians from the x axis towards the y axis: where a label goes
   * on.
   */
  readonly angle: number
}

/** The line of one branch, from the parent to the child. */
export interface PlacedBranch {
  /** Indices into the list of placed nodes. */
  readonly parent: number
  readonly child: number
  /**
   * Two points (straight) or three (a corner: along the parent's upright, then along the branch). In a circular layout
   * the upright is an arc around the root.
   */
  readonly points: readonly (readonly [x: number, y: number])[]
}

/**
 * The geometry of a drawn tree. A branch with a negative or unknown length is drawn with length 0; its node keeps the
 * number.
 */
export interface TreeLayout {
  /** In preorder, as `listNodes` gives them. */
  readonly nodes: readonly PlacedNode[]
  readonly branches: readonly PlacedBranch[]
  /** Branch length that is drawn as 1 unit; `undefined` where branches are not drawn to scale. */
  readonly unit: number | undefined
  /** Branches drawn with length 0 because theirs is negative. */
  readonly negative: number
}

/** Longest branch that is drawn: sums over a million of them stay finite. */
const longestDrawn = 1e300

/** Length of a branch as it is drawn: 0 where it is negative or unknown. */
export function drawnLength(node: TreeNode): number {
  return drawnRowLength({ length: node.length ?? null })
}

/** The same of a node's row. */
export function drawnRowLength({ length }: { readonly length: number | null }): number {
  return length !== null && length > 0 ? Math.min(length, longestDrawn) : 0
}

/** Branches below the root with a negative length. */
export function countNegative(nodes: readonly { readonly node: TreeNode; readonly parent: number }[]): number {
  return nodes.filter(({ node, parent }) => parent >= 0 && node.length !== undefined && node.length < 0).length
}
