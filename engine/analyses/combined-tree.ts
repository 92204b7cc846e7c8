import { z } from 'zod'
import { type RootedFamily, rootedFamily } from '../../core/lineage/rooted-family.ts'
import { combinedTree, type WeightsEdge } from '../../core/tree/combined-tree.ts'
import { identifier } from '../api/call.ts'
import { measure } from '../api/comparison-contract.ts'
import { remark } from '../api/remark-contract.ts'
import { agreementRemarks, apartRemarks } from './combined-remarks.ts'
import { defineAnalysis, type Work } from './definition.ts'
import { joinedFamilies } from './joined-families.ts'
import { edgeKind, lineage, type LineageAnswerEdge, lineageFrom } from './lineage.ts'
import type { ComparedAndSketched } from './sources.ts'
import { negativeRemarks, treeRequest } from './tree.ts'
import { treeMethod, treeRoot } from './tree-choices.ts'

/** What an edge by weights says; all null where an edge rests on behaviour, or on nothing but the family. */
const weightsEdge = {
  /** Models that it is between, as in the lineage: `to` is the node's, or one below it where no model stands there. */
  from: identifier.nullable(),
  to: identifier.nullable(),
  kind: edgeKind.nullable(),
  /** Probability of the direction of a finetune. */
  probability: z.number().nullable(),
  /** Of a merge's parent. */
  share: z.number().nullable(),
  shareError: z.number().nullable(),
}

/** A node in preorder; children follow their parent. */
const combinedNode = z.object({
  /** Index of the parent in the list; null at a root. */
  parent: z.number().int().nullable(),
  /** Null: a point where several meet, without a model. */
  modelId: identifier.nullable(),
  name: z.string().nullable(),
  /** What the edge above rests on; null at a root. */
  by: z.enum(['behaviour', 'weights']).nullable(),
  /**
   * Of the edge above: by behaviour in units of the distance, by weights the distance of the layers' matrices over
   * their mean length. Null where it is not known: the point where two meet without a direction, merges, other shapes.
   */
  length: z.number().nullable(),
  /** Standard error, by behaviour over the replicates; null where it is not known. */
  lengthError: z.number().nullable(),
  /** Share of bootstrap replicates with this split of the families, 0 to 1; null where none was computed. */
  support: z.number().nullable(),
  ...weightsEdge,
})

const combined = z.object({
  /** The tree, and after it, each with a root of its own, families that nothing joins to it. */
  nodes: z.array(combinedNode),
  /** Edges beside the tree: from the further parents of merges. */
  furtherEdges: z.array(z.object({ ...weightsEdge, from: identifier, to: identifier, kind: edgeKind })),
  models: z.array(
    z.object({
      modelId: identifier,
      name: z.string(),
      /** Whether it has populations; without any in its family it is not joined. */
      isProbed: z.boolean(),
      /** Whether its weights are read; without them it is a family of its own. */
      isRead: z.boolean(),
    }),
  ),
  /** Models of common descent by their weights, the largest first; one that is related to none is a family. */
  families: z.array(
    z.object({
      modelIds: z.array(identifier),
      /** Whether it hangs on the tree. */
      isJoined: z.boolean(),
      /**
       * Whether the tree by behaviour alone has it as a clade among the models whose weights are read; null where every
       * tree has, or nothing tells.
       */
      isClade: z.boolean().nullable(),
      /** Share of bootstrap replicates in which it is one. */
      cladeSupport: z.number().nullable(),
    }),
  ),
  /** What the edges by weights rest on. */
  lineage,
  root: treeRoot,
  method: treeMethod,
  measure,
  /** 0 where fewer than two models have populations. */
  genes: z.number().int(),
  replicates: z.number().int(),
  seed: z.number().int(),
  remarks: z.array(remark),
})

export type CombinedTree = z.output<typeof combined>
export type CombinedTreeNode = CombinedTree['nodes'][number]
type CombinedRequest = z.output<typeof treeRequest>

/** An edge of the lineage by the positions of models, with what the answer says of it. */
type PlacedEdge = WeightsEdge & { readonly answer: LineageAnswerEdge }

/**
 * Families by weights joined by behaviour. Absent ids mean every model that is probed or whose weights are read; of a
 * root `none` the midpoint is taken, since lineages inside the families have a root.
 */
export const combinedTreeAnalysis = defineAnalysis({
  name: 'analysis.combinedTree',
  of: 'comparison and weights',
  request: treeRequest,
  answer: combined,
  unit: 'replicates',
  step: 'Bootstrap',
  inThread: true,
  compute: combinedTreeOf,
})

export async function combinedTreeOf(
  { modelIds, names, probed, behaviour, weights }: ComparedAndSketched,
  asked: CombinedRequest,
  { progress, giveTurn }: Work,
): Promise<CombinedTree> {
  const request = { ...asked, root: asked.root === 'none' ? ('midpoint' as const) : asked.root }
  const ofWeights = await lineageFrom(weights, {}, { progress, giveTurn })
  const positionOf = new Map(modelIds.map((id, position) => [id, position]))
  const edges = ofWeights.edges.map(
    (answer): PlacedEdge => ({ ...answer, from: positionOf.get(answer.from)!, to: positionOf.get(answer.to)!, answer }),
  )
  const merges = ofWeights.merges.map(({ modelId, parents }) => ({
    model: positionOf.get(modelId)!,
    parents: parents.map(({ modelId: parent, share }) => ({ model: positionOf.get(parent)!, share })),
  }))
  const read = new Set(ofWeights.modelIds)
  const families = [
    ...ofWeights.families.map((family) => family.map((id) => positionOf.get(id)!)),
    ...modelIds.flatMap((id, position) => (read.has(id) ? [] : [[position]])),
  ]
  const rooted = families.map((members) => rootedFamily(members, edges, merges))

  const joined = await joinedFamilies(
    behaviour,
    families.map((members) => members.map((position) => modelIds[position]!)),
    read,
    request,
    { progress, giveTurn },
  )
  const isProbed = new Set(probed)
  const isJoined = families.map((members) => members.some((position) => isProbed.has(modelIds[position]!)))
  const [only] = rooted.filter((_, family) => isJoined[family])
  const nodes = combinedTree<PlacedEdge>(
    joined?.tree ?? (only === undefined ? null : { name: '', children: [] }),
    joined?.errors ?? [],
    (tip): RootedFamily<PlacedEdge> => (joined === null ? only! : rooted[joined.familyOf.get(tip)!]!),
    rooted.filter((_, family) => !isJoined[family]),
    (position) => position,
  )
  const told = {
    models: modelIds.map((modelId, position) => ({
      modelId,
      name: names[position]!,
      isProbed: isProbed.has(modelId),
      isRead: read.has(modelId),
    })),
    families: families.map((members, family) => ({
      modelIds: members.map((position) => modelIds[position]!),
      isJoined: isJoined[family]!,
      isClade: joined?.clades[family]?.isClade ?? null,
      cladeSupport: joined?.clades[family]?.support ?? null,
    })),
  }
  const edgeWords = wordsOf(ofWeights.merges)
  return {
    nodes: nodes.map(({ model, edge, ...node }) => ({
      ...node,
      modelId: model === null ? null : modelIds[model]!,
      name: model === null ? null : names[model]!,
      ...(edge === null ? unsaid : edgeWords(edge.answer)),
    })),
    furtherEdges: rooted.flatMap(({ furtherEdges }) => furtherEdges.map(({ answer }) => edgeWords(answer))),
    ...told,
    lineage: ofWeights,
    root: request.root,
    method: request.method,
    measure: request.measure,
    genes: behaviour?.genes ?? 0,
    replicates: joined?.replicates ?? 0,
    seed: request.seed,
    remarks: [
      ...ofWeights.remarks,
      ...apartRemarks(told),
      ...(behaviour === null || joined === null
        ? []
        : [...behaviour.remarks, ...agreementRemarks(behaviour, request.measure, told, joined.nearer)]),
      ...negativeRemarks(joined?.negative ?? []),
    ],
  }
}

const unsaid = { from: null, to: null, kind: null, probability: null, share: null, shareError: null }

/** What the answer says of an edge by weights. */
function wordsOf(merges: CombinedTree['lineage']['merges']) {
  const shares = new Map(
    merges.flatMap(({ modelId, parents }) =>
      parents.map((parent) => [`${parent.modelId} ${modelId}`, parent] as const),
    ),
  )
  return ({ from, to, kind, confidence }: LineageAnswerEdge) => {
    const parent = kind === 'merge' ? shares.get(`${from} ${to}`) : undefined
    return {
      from,
      to,
      kind,
      probability: confidence,
      share: parent?.share ?? null,
      shareError: parent?.shareError ?? null,
    }
  }
}
