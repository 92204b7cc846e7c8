import { DisjointSets } from '../model/disjoint-sets.ts'
import type { LineageEdge } from './lineage-edge.ts'
import type { Merge } from './in-place-lineage.ts'

/** What the rooting of a family asks of an edge. Models are meant by any numbers of their own. */
export type DescentEdge = Pick<LineageEdge, 'from' | 'to' | 'kind' | 'isDirected' | 'confidence'>

/** What it asks of a merge. */
export interface DescentMerge {
  readonly model: number
  readonly parents: readonly Pick<Merge['parents'][number], 'model' | 'share'>[]
}

/** A model, or a point without a model where several meet, with what descends from it. */
export interface FamilyNode<Edge> {
  /** Null: no model stands here. */
  readonly model: number | null
  /**
   * The edge by which it hangs on its parent: a directed one leads to it, or to a model below it where none stands
   * here; one without a direction holds it together with a sibling. Null at the root, and where nothing but the family
   * holds it.
   */
  readonly edge: Edge | null
  readonly children: readonly FamilyNode<Edge>[]
}

export interface RootedFamily<Edge> {
  readonly root: FamilyNode<Edge>
  /** Directed edges beside the tree: from the further parents of a merge, or of a model with several. */
  readonly furtherEdges: readonly Edge[]
}

/**
 * A family as a rooted tree whose nodes are its models: what was made from a model hangs below it. Models that are
 * linked without a direction hang side by side below a point without a model, which hangs where a directed edge leads
 * to one of them. A merge hangs below the parent of the largest share; of several edges to one model the most certain
 * is the tree's. Where several nodes have no parent, a point without a model holds them.
 *
 * @param members of the family, at least one
 * @param edges of which those between members count
 */
export function rootedFamily<Edge extends DescentEdge>(
  members: readonly number[],
  edges: readonly Edge[],
  merges: readonly DescentMerge[],
): RootedFamily<Edge> {
  const positionOf = new Map(members.map((model, position) => [model, position]))
  const inside = edges.filter(({ from, to }) => positionOf.has(from) && positionOf.has(to))
  const held = new DisjointSets(members.length)
  for (const { from, to, isDirected } of inside) if (!isDirected) held.join(positionOf.get(from)!, positionOf.get(to)!)
  const pointOf = (model: number): number => held.setOf(positionOf.get(model)!)

  const joined = new DisjointSets(members.length)
  const entering = new Map<number, Edge>()
  const furtherEdges: Edge[] = []
  for (const edge of mostCertainFirst(
    inside.filter(({ isDirected }) => isDirected),
    merges,
  )) {
    const [from, to] = [pointOf(edge.from), pointOf(edge.to)]
    // Within one point, to a point that has a parent, or back to an ancestor: no branch of a tree.
    if (from === to || entering.has(to) || !joined.join(from, to)) furtherEdges.push(edge)
    else entering.set(to, edge)
  }

  const points = [...Map.groupBy(members, pointOf)]
  const below = Map.groupBy(
    points.filter(([point]) => entering.has(point)),
    ([point]) => entering.get(point)!.from,
  )
  const ofModel = (model: number, edge: Edge | null): FamilyNode<Edge> => ({
    model,
    edge,
    children: (below.get(model) ?? []).map(([point, models]) => ofPoint(models, entering.get(point)!)),
  })
  const ofPoint = (models: readonly number[], edge: Edge | null): FamilyNode<Edge> => {
    if (models.length === 1) return ofModel(models[0]!, edge)
    const heldBy = (model: number): Edge =>
      inside.find(({ from, to, isDirected }) => !isDirected && (from === model || to === model))!
    return { model: null, edge, children: models.map((model) => ofModel(model, heldBy(model))) }
  }
  const roots = points.filter(([point]) => !entering.has(point)).map(([, models]) => ofPoint(models, null))
  return { root: roots.length === 1 ? roots[0]! : { model: null, edge: null, children: roots }, furtherEdges }
}

/** By the share of a merge's parent, by the probability of a direction; what has none is sure. Equal ones as given. */
function mostCertainFirst<Edge extends DescentEdge>(
  edges: readonly Edge[],
  merges: readonly DescentMerge[],
): readonly Edge[] {
  const shares = new Map(
    merges.flatMap(({ model, parents }) =>
      parents.map((parent) => [`${parent.model} ${model}`, parent.share] as const),
    ),
  )
  const certainty = ({ from, to, kind, confidence }: Edge): number =>
    kind === 'merge' ? (shares.get(`${from} ${to}`) ?? 0) : (confidence ?? 1)
  return edges.toSorted((left, right) => certainty(right) - certainty(left))
}
