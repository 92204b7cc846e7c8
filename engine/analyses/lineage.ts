import { z } from 'zod'
import { type LineageEdge, type LineageEdgeKind, lineageOf } from '../../core/lineage/lineage.ts'
import { relatedPairs } from '../../core/lineage/related-pairs.ts'
import { identifier } from '../api/call.ts'
import { alleleRule } from '../api/comparison-contract.ts'
import { remark } from '../api/remark-contract.ts'
import { defineAnalysis } from './definition.ts'
import { lineageWords } from './lineage-words.ts'
import type { SketchedModels } from './sources.ts'

const edgeKind = z.enum(Object.keys(lineageWords) as [LineageEdgeKind, ...LineageEdgeKind[]])

const edge = z.object({
  /** Ids of models. Where it is not directed, which of the two stands first says nothing. */
  from: identifier,
  to: identifier,
  kind: edgeKind,
  isDirected: z.boolean(),
  /** Probability of the direction of a finetune; null elsewhere, where none was computed. */
  confidence: z.number().nullable(),
  evidence: z.object({
    /**
     * log10 of the probability that unrelated models look as related, corrected for all pairs; null where the two are
     * known to be related through others.
     */
    log10P: z.number().nullable(),
    unitsInPlace: z.number().nullable(),
    relativeDistance: z.number().nullable(),
    relativeDistanceError: z.number().nullable(),
    /** Growth of the lengths of matrices from `from` to `to`, in units of the step: median, share that grew, number. */
    growth: z.object({ median: z.number(), grown: z.number(), tensors: z.number().int() }).nullable(),
    /** Median over tensors of the squared distance over that expected of the types. */
    noise: z.object({ fits: z.boolean(), ratio: z.number(), tensors: z.number().int() }).nullable(),
  }),
})

const merge = z.object({
  modelId: identifier,
  parents: z.array(z.object({ modelId: identifier, share: z.number(), shareError: z.number() })),
  /** The model that differences were added to; null where the merge is a mean of its parents. */
  base: identifier.nullable(),
  /** Squared distance to the fit over that to the nearest parent. */
  residual: z.number(),
})

const declared = z.object({
  from: identifier,
  to: identifier,
  /** Whether the weights say so too: directly or through others; null where they cannot say. */
  isMeasured: z.boolean().nullable(),
})

const lineage = z.object({
  modelIds: z.array(identifier),
  models: z.array(z.string()),
  /** Ids in groups of common descent, the largest first; a model that is related to none is a group. */
  families: z.array(z.array(identifier)),
  edges: z.array(edge),
  merges: z.array(merge),
  /** Parents that headers declare and that are among the models. */
  declared: z.array(declared),
  remarks: z.array(remark),
})

export type Lineage = z.output<typeof lineage>
export type LineageAnswerEdge = z.output<typeof edge>

export const lineageRequest = z.object({
  /** Absent: every model whose weights are read. */
  modelIds: z.array(identifier).optional(),
  /** A genome, and the rule of its alleles, whose probes tell which models compute the same; absent: nothing tells. */
  genomeId: identifier.optional(),
  rule: alleleRule.optional(),
})

export type LineageRequest = z.output<typeof lineageRequest>

/** Which models descend from which, by their weights. */
export const lineageAnalysis = defineAnalysis({
  name: 'analysis.lineage',
  of: 'weights',
  request: lineageRequest,
  answer: lineage,
  unit: 'pairs',
  step: 'Comparing weights',
  inThread: true,
  compute: lineageFrom,
})

export async function lineageFrom(
  { modelIds, names, sketches, sameFunction, declaredParents, remarks }: SketchedModels,
  _: LineageRequest,
  { progress, giveTurn }: { progress: (done: number, total: number) => void; giveTurn: () => Promise<void> },
): Promise<Lineage> {
  const groupOf = new Map(sameFunction.flatMap((group, index) => group.map((model) => [model, index] as const)))
  const related = await relatedPairs(sketches, {
    isSameFunction: (left, right) => {
      const [one, other] = [groupOf.get(left), groupOf.get(right)]
      return one === undefined || other === undefined ? null : one === other
    },
    onPair: progress,
    giveTurn,
  })
  const { families, edges, merges } = lineageOf(sketches, related)
  const idOf = (model: number): string => modelIds[model]!
  return {
    modelIds: [...modelIds],
    models: [...names],
    families: families.map((family) => family.map(idOf)),
    edges: edges.map(({ from, to, ...edge }) => ({ from: idOf(from), to: idOf(to), ...edge })),
    merges: merges.map(({ model, parents, base, residual }) => ({
      modelId: idOf(model),
      parents: parents.map(({ model: parent, ...share }) => ({ modelId: idOf(parent), ...share })),
      base: base === null ? null : idOf(base),
      residual,
    })),
    declared: declaredParents.map(({ from, to }) => ({
      from: idOf(from),
      to: idOf(to),
      isMeasured: isMeasured(edges, families, from, to),
    })),
    remarks: [...remarks],
  }
}

/**
 * Whether descent of `to` from `from` follows from the edges, along their directions. False where they are of two
 * families, or it is the other way round; null where their relation has no direction.
 */
function isMeasured(
  edges: readonly LineageEdge[],
  families: readonly (readonly number[])[],
  from: number,
  to: number,
): boolean | null {
  if (!families.some((family) => family.includes(from) && family.includes(to))) return false
  if (descends(edges, from, to)) return true
  return descends(
    edges.filter(({ isDirected }) => isDirected),
    to,
    from,
  )
    ? false
    : null
}

/** Edges without a direction lead both ways. */
function descends(edges: readonly LineageEdge[], from: number, to: number): boolean {
  const seen = new Set([from])
  const queue = [from]
  for (let model = queue.pop(); model !== undefined; model = queue.pop()) {
    if (model === to) return true
    for (const edge of edges) {
      const next =
        edge.from === model ? edge.to : !edge.isDirected && isCopy(edge) && edge.to === model ? edge.from : null
      if (next === null || seen.has(next) || (!edge.isDirected && !isCopy(edge))) continue
      seen.add(next)
      queue.push(next)
    }
  }
  return false
}

function isCopy({ kind }: LineageEdge): boolean {
  return kind === 'same' || kind === 'rearranged'
}
