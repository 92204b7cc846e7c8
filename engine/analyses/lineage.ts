import { z } from 'zod'
import { descentVerdict } from '../../core/lineage/descent.ts'
import type { Merge } from '../../core/lineage/in-place-lineage.ts'
import { lineageOf } from '../../core/lineage/lineage.ts'
import type { LineageEdge, LineageEdgeKind } from '../../core/lineage/lineage-edge.ts'
import { relatedPairs } from '../../core/lineage/related-pairs.ts'
import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { isTestable } from '../../core/lineage/testable-pair.ts'
import { identifier } from '../api/call.ts'
import { alleleRule } from '../api/comparison-contract.ts'
import { lengthGrowth, unitDistance } from '../api/lineage-contract.ts'
import { remark } from '../api/remark-contract.ts'
import { type DeclaredDescent, declaredRemarks, isMeasured } from './declared-remarks.ts'
import { defineAnalysis, type Work } from './definition.ts'
import { familyRemarks } from './family-remarks.ts'
import { lineageWords } from './lineage-words.ts'
import type { SketchedModels } from './sources.ts'
import { noneRead, unreadRemarks } from './unread-weights.ts'

export const edgeKind = z.enum(Object.keys(lineageWords) as [LineageEdgeKind, ...LineageEdgeKind[]])

const edge = z.object({
  /** Ids of models. Where it is not directed, which of the two stands first says nothing. */
  from: identifier,
  to: identifier,
  kind: edgeKind,
  isDirected: z.boolean(),
  /** Probability of the direction of a finetune; null elsewhere, where none was computed. */
  confidence: z.number().nullable(),
  /** Of a finetune: models that may as well be what it was trained from, since they are so near to `from`. */
  alternatives: z.array(identifier),
  evidence: z.object({
    /**
     * log10 of the probability that unrelated models look as related, corrected for all pairs; null where the two are
     * known to be related through others.
     */
    log10P: z.number().nullable(),
    unitsInPlace: z.number().nullable(),
    relativeDistance: z.number().nullable(),
    relativeDistanceError: z.number().nullable(),
    /** By matched hidden units; null where the models are compared in place. */
    matched: unitDistance.nullable(),
    /** Growth of the lengths of matrices from `from` to `to`, in units of the step: median, share that grew, number. */
    growth: lengthGrowth.nullable(),
    /** Median over tensors of the squared distance over that expected of the types. */
    noise: z.object({ fits: z.boolean(), ratio: z.number(), tensors: z.number().int() }).nullable(),
    /** Matrices of the layers that differ, of how many; null where they are not compared in place. */
    changed: z.object({ changed: z.number().int(), matrices: z.number().int() }).nullable(),
  }),
}) satisfies z.ZodType<LineageEdge<string>>

const mergeParent = z.object({
  modelId: identifier,
  share: z.number(),
  shareError: z.number(),
}) satisfies z.ZodType<Omit<Merge['parents'][number], 'model'>>

const merge = z.object({
  modelId: identifier,
  parents: z.array(mergeParent),
  /** The model that differences were added to; null where the merge is a mean of its parents. */
  base: identifier.nullable(),
  /** Squared distance to the fit over that to the nearest parent. */
  residual: z.number(),
}) satisfies z.ZodType<Omit<Merge, 'model' | 'parents' | 'base'>>

const declared = z.object({
  from: identifier,
  to: identifier,
  /**
   * Whether the weights say so too, directly or through others; null where they cannot say: the relation has no
   * direction or lies below the noise of a quantization, the architectures differ, or nothing of both can be compared.
   */
  isMeasured: z.boolean().nullable(),
})

export const lineage = z.object({
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

/** What one call of `sketchesOf` found missing. */
class UnreadModel extends Error {
  readonly modelId: string

  constructor(modelId: string) {
    super(`The sketches of ${modelId} cannot be read.`)
    this.modelId = modelId
  }
}

/** A model whose sketches turn out to be damaged, or have been removed meanwhile, is left out with a remark. */
export async function lineageFrom(data: SketchedModels, _: LineageRequest, work: Work): Promise<Lineage> {
  let left = data
  for (;;) {
    if (left.modelIds.length === 0) throw noneRead(data.modelIds.length)
    try {
      return await lineageOfAll(left, work)
    } catch (error) {
      if (!(error instanceof UnreadModel)) throw error
      left = without(left, error.modelId)
    }
  }
}

function without(data: SketchedModels, modelId: string): SketchedModels {
  const left = data.modelIds.indexOf(modelId)
  const kept = data.modelIds.flatMap((_, position) => (position === left ? [] : [position]))
  const positionOf = new Map(kept.map((position, index) => [position, index]))
  const unread = unreadRemarks([{ modelId, name: data.names[left]! }])
  return {
    ...data,
    modelIds: kept.map((position) => data.modelIds[position]!),
    names: kept.map((position) => data.names[position]!),
    architectures: kept.map((position) => data.architectures[position]!),
    sameFunction: data.sameFunction.map((group) => group.flatMap((position) => positionOf.get(position) ?? [])),
    declaredParents: data.declaredParents.flatMap(({ from, to }) =>
      from === left || to === left ? [] : [{ from: positionOf.get(from)!, to: positionOf.get(to)! }],
    ),
    families: data.families.filter((named) => named.modelId !== modelId),
    remarks: [...data.remarks, ...unread],
  }
}

async function lineageOfAll(
  {
    modelIds,
    names,
    architectures,
    sketchesOf: read,
    sameFunction,
    declaredParents,
    families: named,
    remarks,
  }: SketchedModels,
  { progress, giveTurn }: Work,
): Promise<Lineage> {
  const sketchesOf = (model: number): readonly TensorSketch[] => {
    const sketches = read(modelIds[model]!)
    if (sketches === null) throw new UnreadModel(modelIds[model]!)
    return sketches
  }
  const source = { models: modelIds.length, sketchesOf }
  const groupOf = new Map(sameFunction.flatMap((group, index) => group.map((model) => [model, index] as const)))
  const related = await relatedPairs(source, {
    isSameFunction: (left, right) => {
      const [leftGroup, rightGroup] = [groupOf.get(left), groupOf.get(right)]
      return leftGroup === undefined || rightGroup === undefined ? null : leftGroup === rightGroup
    },
    onRead: (done, total) => progress(done, total, 'Reading sketches', 'models'),
    onPair: (done, total) => progress(done, total, 'Comparing weights', 'pairs'),
    giveTurn,
  })
  const lineage = await lineageOf(source, related, {
    onFamily: (done, total) => progress(done, total, 'Telling descent', 'models'),
    giveTurn,
  })
  const { families, edges, merges } = lineage
  const modelAt = (model: number) => ({ modelId: modelIds[model]!, name: names[model]! })
  const pairs = (modelIds.length * (modelIds.length - 1)) / 2
  const declared = declaredParents.map(({ from, to }): DeclaredDescent => {
    const wouldShow = (): boolean =>
      architectures[from] === architectures[to] && isTestable(sketchesOf(from), sketchesOf(to), pairs)
    return { parent: modelAt(from), child: modelAt(to), verdict: descentVerdict(lineage, from, to, wouldShow) }
  })
  const idOf = (model: number): string => modelIds[model]!
  return {
    modelIds: [...modelIds],
    models: [...names],
    families: families.map((family) => family.map(idOf)),
    edges: edges.map(({ from, to, alternatives, ...edge }) => ({
      from: idOf(from),
      to: idOf(to),
      alternatives: alternatives.map(idOf),
      ...edge,
    })),
    merges: merges.map(({ model, parents, base, residual }) => ({
      modelId: idOf(model),
      parents: parents.map(({ model: parent, ...share }) => ({ modelId: idOf(parent), ...share })),
      base: base === null ? null : idOf(base),
      residual,
    })),
    declared: declared.map((descent) => ({
      from: descent.parent.modelId,
      to: descent.child.modelId,
      isMeasured: isMeasured(descent),
    })),
    remarks: [
      ...remarks,
      ...declaredRemarks(declared),
      ...familyRemarks(
        named,
        families.map((family) => family.map(idOf)),
      ),
    ],
  }
}
