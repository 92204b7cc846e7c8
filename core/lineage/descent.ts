import type { LineageEdge } from './lineage-edge.ts'

/**
 * What a lineage says of descent that is stated elsewhere, as in a header.
 *
 * - `shown`: the edges lead from the one model to the other
 * - `open`: the weights cannot say
 * - `unrelated`: no evidence of a relation
 * - `reverse`: the edges lead from the stated descendant to the stated ancestor
 * - `aside`: both are related, and neither comes from the other
 */
export type DescentVerdict = 'shown' | 'open' | 'unrelated' | 'reverse' | 'aside'

/**
 * Whether `to` descends from `from` by the edges of a lineage.
 *
 * An edge without a direction may be read either way: descent over it is possible, and shown only where the two models
 * have the same weights. A quantization against the way contradicts nothing, since within the noise of its types it may
 * be one of a model that `to` was trained from. Over an alternative of a parent descent is possible.
 *
 * @param isTestable whether a relation of the two would show in their weights: where it would not, they are not called
 *   unrelated. Asked only of models of two families.
 */
export function descentVerdict(
  { families, edges }: { readonly families: readonly (readonly number[])[]; readonly edges: readonly LineageEdge[] },
  from: number,
  to: number,
  isTestable: () => boolean,
): DescentVerdict {
  if (!families.some((family) => family.includes(from) && family.includes(to)))
    return isTestable() ? 'unrelated' : 'open'
  if (leadsTo(edges, from, to, isCopy)) return 'shown'
  const possible = edges.flatMap((edge) => [edge, ...edge.alternatives.map((model) => ({ ...edge, from: model }))])
  if (leadsTo(possible, from, to, ({ isDirected, kind }) => !isDirected || kind === 'quantization')) return 'open'
  return leadsTo(edges, to, from, isCopy) ? 'reverse' : 'aside'
}

/** Whether edges lead from one model to another: each along its direction, and those that go both ways against it. */
function leadsTo(
  edges: readonly LineageEdge[],
  from: number,
  to: number,
  goesBothWays: (edge: LineageEdge) => boolean,
): boolean {
  const nextOf = Map.groupBy(
    edges.flatMap((edge) => {
      const along = { model: edge.from, next: edge.to }
      if (goesBothWays(edge)) return [along, { model: edge.to, next: edge.from }]
      return edge.isDirected ? [along] : []
    }),
    ({ model }) => model,
  )
  const seen = new Set([from])
  const queue = [from]
  for (let model = queue.pop(); model !== undefined; model = queue.pop()) {
    if (model === to) return true
    for (const { next } of nextOf.get(model) ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(next)
    }
  }
  return false
}

/** The same weights, whichever of the two was there first. */
function isCopy({ kind }: LineageEdge): boolean {
  return kind === 'same' || kind === 'rearranged'
}
