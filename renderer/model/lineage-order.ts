import { rootedFamily, type FamilyNode } from '../../core/lineage/rooted-family.ts'
import type { Lineage } from '../../engine/analyses/lineage.ts'

/** A model at its place below what it was made from. */
export interface Descendant {
  readonly modelId: string
  /** Number of steps below the ancestor; models that are held together without a direction stand at one depth. */
  readonly depth: number
}

/** A family by weights, ancestors before what was made from them. */
export interface DescentGroup {
  readonly models: readonly Descendant[]
}

/**
 * The families of a lineage as lists, in each of which what was made from a model stands below it. Siblings, and
 * families, stand in the order in which the models are given; models that are not given are left out, and what stands
 * below them moves up. Families of one model of those given are none.
 *
 * @param order ids of models
 */
export function lineageOrder(lineage: Lineage, order: readonly string[]): readonly DescentGroup[] {
  const rank = new Map(order.map((id, position) => [id, position]))
  const positionOf = new Map(lineage.modelIds.map((id, position) => [id, position]))
  const numbered = lineage.edges.map((edge) => ({
    ...edge,
    from: positionOf.get(edge.from)!,
    to: positionOf.get(edge.to)!,
  }))
  const merges = lineage.merges.map(({ modelId, parents }) => ({
    model: positionOf.get(modelId)!,
    parents: parents.map(({ modelId: parent, share }) => ({ model: positionOf.get(parent)!, share })),
  }))
  return lineage.families
    .map((family) => {
      const { root } = rootedFamily(
        family.map((id) => positionOf.get(id)!),
        numbered,
        merges,
      )
      return { models: listed(root, lineage.modelIds, rank, 0) }
    })
    .filter(({ models }) => models.length > 1)
    .sort((left, right) => rank.get(left.models[0]!.modelId)! - rank.get(right.models[0]!.modelId)!)
}

function listed(
  node: FamilyNode<unknown>,
  ids: readonly string[],
  rank: ReadonlyMap<string, number>,
  depth: number,
): Descendant[] {
  const id = node.model === null ? undefined : ids[node.model]
  const isShown = id !== undefined && rank.has(id)
  const below = node.children.map((child) => listed(child, ids, rank, isShown ? depth + 1 : depth))
  const first = (models: readonly Descendant[]): number =>
    models.length === 0 ? Number.POSITIVE_INFINITY : rank.get(models[0]!.modelId)!
  return [
    ...(isShown ? [{ modelId: id, depth }] : []),
    ...below.sort((left, right) => first(left) - first(right)).flat(),
  ]
}
