import { expect } from 'vitest'
import type { TreeLayout } from '../../../core/layout/tree-layout.ts'
import { listNodes, type Tree } from '../../../core/tree/tree.ts'

/**
 * What every layout of a tree owes: its nodes in preorder, inside of the unit square, and a branch from parent to child
 * for each but the root.
 */
export function expectConsistent(layout: TreeLayout, source: Tree): void {
  const list = listNodes(source)
  expect(layout.nodes.map(({ node }) => node)).toEqual(list.map(({ node }) => node))
  layout.nodes.forEach(({ parent, tip, x, y }, i) => {
    expect(parent).toBe(list[i]!.parent)
    expect(tip).toBe(list[i]!.node.children.length === 0)
    for (const value of [x, y]) {
      expect(value).toBeGreaterThanOrEqual(-1e-9)
      expect(value).toBeLessThanOrEqual(1 + 1e-9)
    }
  })
  expect(layout.branches).toHaveLength(list.length - 1)
  for (const { parent, child, points } of layout.branches) {
    expect(layout.nodes[child]!.parent).toBe(parent)
    expect(points[0]).toEqual([layout.nodes[parent]!.x, layout.nodes[parent]!.y])
    expect(points.at(-1)).toEqual([layout.nodes[child]!.x, layout.nodes[child]!.y])
  }
}
