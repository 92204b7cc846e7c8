import type { LineageEdge } from '../lineage/lineage-edge.ts'
import type { DescentEdge, FamilyNode, RootedFamily } from '../lineage/rooted-family.ts'
import { foldTree, isTip, type Tree } from './tree.ts'

/** What an edge rests on. */
export type Basis = 'behaviour' | 'weights'

/** What a combined tree asks of an edge of a lineage. */
export type WeightsEdge = DescentEdge & {
  readonly evidence: Pick<LineageEdge['evidence'], 'relativeDistance' | 'relativeDistanceError'>
}

/** A node of a combined tree as a flat record; a parent stands before its children, which follow it. */
export interface CombinedNode<Edge> {
  /** Index of the parent; null at a root. */
  readonly parent: number | null
  /** Null: a point without a model. */
  readonly model: number | null
  /** What the edge above rests on; null at a root. */
  readonly by: Basis | null
  /**
   * Of the edge above: a distance of populations where it rests on behaviour, where it rests on weights that of the
   * layers' matrices over their mean length. Null where it is not known: at a root, beside a point without a model that
   * holds other than the same weights, and where the weights cannot be compared in place.
   */
  readonly length: number | null
  /** Its standard error; null where it is not known. */
  readonly lengthError: number | null
  /** Share of replicates with the split of the edge above; null where none was computed, or every tree has it. */
  readonly support: number | null
  /** The edge of the lineage that the edge above rests on; null elsewhere. */
  readonly edge: Edge | null
}

interface Growing<Edge> {
  readonly node: Omit<CombinedNode<Edge>, 'parent'>
  readonly children: readonly Growing<Edge>[]
  /** Models at and below the node, and the first of them in the order of `rankOf`. */
  readonly models: number
  readonly first: number
}

/**
 * Families joined by behaviour: each tip of a tree is replaced by a family's rooted tree, which hangs by its root on
 * the tip's branch. Families that are no tip follow, each as a tree of its own. Children stand in the order of the
 * number of models at and below them, then in that of their first models.
 *
 * @param joined its tips are named by `familyOf`; null: nothing is joined
 * @param errors of the lengths of its branches, in preorder
 * @param rankOf a model's place in the order of names
 */
export function combinedTree<Edge extends WeightsEdge>(
  joined: Tree | null,
  errors: readonly (number | null)[],
  familyOf: (tip: string) => RootedFamily<Edge>,
  apart: readonly RootedFamily<Edge>[],
  rankOf: (model: number) => number,
): CombinedNode<Edge>[] {
  const sorted = (children: readonly Growing<Edge>[]): readonly Growing<Edge>[] =>
    children.toSorted((left, right) => left.models - right.models || left.first - right.first)
  const grown = (node: Omit<CombinedNode<Edge>, 'parent'>, children: readonly Growing<Edge>[]): Growing<Edge> => {
    const own = node.model === null ? [] : [rankOf(node.model)]
    return {
      node,
      children: sorted(children),
      models: own.length + children.reduce((sum, { models }) => sum + models, 0),
      first: Math.min(...own, ...children.map(({ first }) => first)),
    }
  }
  const ofFamily = (
    { model, edge, children }: FamilyNode<Edge>,
    above: Pick<CombinedNode<Edge>, 'by' | 'length' | 'lengthError' | 'support'>,
  ): Growing<Edge> =>
    grown(
      { model, edge, ...above },
      children.map((child) => ofFamily(child, aboveByWeights(child))),
    )
  const trees: Growing<Edge>[] = []
  if (joined !== null)
    trees.push(
      foldTree<Growing<Edge>>(joined, (node, children, index) => {
        const above =
          index === 0
            ? unlinked
            : {
                by: 'behaviour' as const,
                length: node.length ?? null,
                lengthError: errors[index] ?? null,
                support: node.support ?? null,
              }
        return isTip(node)
          ? ofFamily(familyOf(node.name ?? '').root, above)
          : grown({ model: null, edge: null, ...above }, children)
      }),
    )
  trees.push(...sorted(apart.map(({ root }) => ofFamily(root, unlinked))).toReversed())
  return flattened(trees)
}

const unlinked = { by: null, length: null, lengthError: null, support: null } as const

/**
 * A length is between two models, of which one was made from the other. Models of the same weights stand at the point
 * that holds them, to within their distance.
 */
function aboveByWeights<Edge extends WeightsEdge>({
  model,
  edge,
}: FamilyNode<Edge>): Pick<CombinedNode<Edge>, 'by' | 'length' | 'lengthError' | 'support'> {
  const byWeights = { by: 'weights', support: null } as const
  if (edge === null) return { ...byWeights, length: null, lengthError: null }
  const { relativeDistance, relativeDistanceError } = edge.evidence
  if (edge.kind === 'same' && !edge.isDirected)
    return { ...byWeights, length: relativeDistance === null ? null : 0, lengthError: relativeDistance }
  const isBetweenModels = edge.isDirected && edge.to === model
  return {
    ...byWeights,
    length: isBetweenModels ? relativeDistance : null,
    lengthError: isBetweenModels ? relativeDistanceError : null,
  }
}

function flattened<Edge>(trees: readonly Growing<Edge>[]): CombinedNode<Edge>[] {
  const nodes: CombinedNode<Edge>[] = []
  const stack = trees.toReversed().map((tree) => ({ tree, parent: null as number | null }))
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { tree, parent } = next
    const position = nodes.push({ parent, ...tree.node }) - 1
    for (const child of tree.children.toReversed()) stack.push({ tree: child, parent: position })
  }
  return nodes
}
