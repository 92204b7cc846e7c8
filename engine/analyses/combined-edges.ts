import { plusMinus } from '../../core/format/plus-minus.ts'
import { cladeOf } from '../../core/tree/clade.ts'
import type { CombinedTree, CombinedTreeNode } from './combined-tree.ts'
import type { LineageAnswerEdge } from './lineage.ts'

/** Index of the first root that nothing joins to the tree; null where all are joined. */
export function firstApart({ nodes, families }: Pick<CombinedTree, 'nodes' | 'families'>): number | null {
  const roots = nodes.flatMap(({ parent }, position) => (parent === null ? [position] : []))
  const isAnyJoined = families.some(({ isJoined }) => isJoined)
  return roots[isAnyJoined ? 1 : 0] ?? null
}

/** The lineage's edge between two models. */
export function edgeBetween(
  { lineage }: CombinedTree,
  wanted: { readonly from: string | null; readonly to: string | null; readonly kind: string | null },
): LineageAnswerEdge | undefined {
  return lineage.edges.find(({ from, to, kind }) => from === wanted.from && to === wanted.to && kind === wanted.kind)
}

/** The lineage's edge that the edge above a node rests on. */
export function weightsEdgeOf(combined: CombinedTree, node: CombinedTreeNode): LineageAnswerEdge | undefined {
  return node.by === 'weights' ? edgeBetween(combined, node) : undefined
}

/** How many models stand below a point without a model. */
export function modelsBelow({ nodes }: CombinedTree, position: number): number {
  const clade = cladeOf(
    position,
    nodes.map(({ parent }) => parent ?? -1),
  )
  return [...clade].filter((member) => nodes[member]!.modelId !== null).length
}

/** The length of the edge above a node with its error; a dash where it is not known. */
export function lengthText({ length, lengthError }: Pick<CombinedTreeNode, 'length' | 'lengthError'>): string {
  return length === null ? '–' : plusMinus(length, lengthError)
}

/** The share of a merge's parent with its error; a dash where the edge has none. */
export function shareText({ share, shareError }: Pick<CombinedTreeNode, 'share' | 'shareError'>): string {
  return share === null ? '–' : plusMinus(share, shareError)
}
