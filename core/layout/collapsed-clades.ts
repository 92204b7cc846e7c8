import { treeOfRows, type NodeRow } from '../tree/node-rows.ts'
import type { Tree } from '../tree/tree.ts'
import type { DrawnTree } from './place-tree.ts'
import { drawnRowLength } from './tree-layout.ts'
import { triangleOutline } from './triangle-outline.ts'

/** What a node of a tree with collapsed clades stands for. */
export interface ShownNode {
  /** Its node in the whole tree; of an outermost tip, the clade. */
  readonly node: number
  /**
   * `nearest` and `farthest`: the two corners of a collapsed clade, as far from it as the nearest and the farthest of
   * its tips.
   */
  readonly role: 'own' | 'collapsed' | 'nearest' | 'farthest'
}

export interface CollapsedTree {
  /**
   * In it a collapsed clade has two tips only, its nearest and its farthest; any layout then leaves the room for a
   * triangle.
   */
  readonly tree: Tree
  /** Per node in preorder. */
  readonly shown: readonly ShownNode[]
}

/**
 * A tree with some of its clades collapsed. Inside of a collapsed clade, what else is collapsed does not matter; tips
 * and the root are never collapsed.
 *
 * @param rows in preorder
 * @param collapsed indices of rows
 */
export function collapseClades(rows: readonly NodeRow[], collapsed: ReadonlySet<number>): CollapsedTree {
  const isInner = rows.map(() => false)
  for (const { parent } of rows) if (parent !== null) isInner[parent] = true
  /** The collapsed clade that a node lies in or is; null where there is none. */
  const cladeOf: (number | null)[] = []
  const distance = new Float64Array(rows.length)
  const reach = new Map<number, { nearest: number; farthest: number }>()
  rows.forEach((row, node) => {
    const above = row.parent === null ? null : cladeOf[row.parent]!
    cladeOf.push(above ?? (row.parent !== null && isInner[node] && collapsed.has(node) ? node : null))
    distance[node] = (row.parent === null ? 0 : distance[row.parent]!) + drawnRowLength(row)
    const clade = cladeOf[node]!
    if (clade === null || isInner[node]) return
    const from = distance[node]! - distance[clade]!
    const known = reach.get(clade)
    reach.set(
      clade,
      known === undefined
        ? { nearest: from, farthest: from }
        : { nearest: Math.min(known.nearest, from), farthest: Math.max(known.farthest, from) },
    )
  })

  const shown: ShownNode[] = []
  const kept: NodeRow[] = []
  const shownIndexOf = new Map<number, number>()
  const keep = (row: NodeRow, entry: ShownNode): void => {
    kept.push(row)
    shown.push(entry)
  }
  rows.forEach((row, node) => {
    const clade = cladeOf[node]!
    if (clade !== null && clade !== node) return
    const index = kept.length
    shownIndexOf.set(node, index)
    keep(
      { ...row, parent: row.parent === null ? null : shownIndexOf.get(row.parent)! },
      { node, role: clade === null ? 'own' : 'collapsed' },
    )
    if (clade === null) return
    const { nearest, farthest } = reach.get(node)!
    keep({ parent: index, name: null, length: nearest, support: null }, { node, role: 'nearest' })
    keep({ parent: index, name: null, length: farthest, support: null }, { node, role: 'farthest' })
  })
  return { tree: treeOfRows(kept), shown }
}

/**
 * A placed tree in terms of the whole tree: corners become the triangles of their clades, and each clade has one label,
 * at its farthest corner.
 */
export function withTriangles(drawn: DrawnTree, shown: readonly ShownNode[]): DrawnTree {
  const isCorner = ({ role }: ShownNode): boolean => role === 'nearest' || role === 'farthest'
  return {
    ...drawn,
    nodes: drawn.nodes.flatMap((node, index) =>
      isCorner(shown[index]!)
        ? []
        : [{ ...node, node: shown[index]!.node, parent: node.parent < 0 ? -1 : shown[node.parent]!.node }],
    ),
    branches: drawn.branches.flatMap((branch) =>
      isCorner(shown[branch.child]!) ? [] : [{ ...branch, child: shown[branch.child]!.node }],
    ),
    labels: drawn.labels.flatMap((label) =>
      shown[label.node]!.role === 'nearest' ? [] : [{ ...label, node: shown[label.node]!.node }],
    ),
    // The corners stand right after their clade.
    triangles: shown.flatMap(({ node, role }, index) =>
      role === 'collapsed' ? [{ node, path: triangleOutline(drawn.nodes.slice(index, index + 3), drawn.center) }] : [],
    ),
  }
}
