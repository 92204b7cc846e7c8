import { z } from 'zod'
import { type RootedFamily, rootedFamily } from '../../core/lineage/rooted-family.ts'
import { distancesFromSimilarities } from '../../core/similarity/distance-from-similarity.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { bootstrapTrees, countSupport } from '../../core/tree/bootstrap.ts'
import { combinedTree, type WeightsEdge } from '../../core/tree/combined-tree.ts'
import { treeOfGroups, withGroupMembers } from '../../core/tree/grouped-tree.ts'
import { countLengths } from '../../core/tree/length-errors.ts'
import { negativeBranches } from '../../core/tree/negative-branches.ts'
import { neighbourTree } from '../../core/tree/neighbour-tree.ts'
import { recoveredClades } from '../../core/tree/recovered-clades.ts'
import type { Tree } from '../../core/tree/tree.ts'
import { upgma } from '../../core/tree/upgma.ts'
import { identifier } from '../api/call.ts'
import { measure } from '../api/comparison-contract.ts'
import { remark } from '../api/remark-contract.ts'
import { agreementRemarks, apartRemarks } from './combined-remarks.ts'
import { defineAnalysis, type Work } from './definition.ts'
import { edgeKind, lineage, type LineageAnswerEdge, lineageFrom } from './lineage.ts'
import { hasRootOfMethod, outgroupOf, rootedTree } from './rooted-tree.ts'
import { sameModels } from './same-models.ts'
import type { ComparedAndSketched, ComparedModels } from './sources.ts'
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
      /** Whether the tree by behaviour alone has it as a clade; null where every tree has, or nothing tells. */
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

/** An edge of the lineage by the places of models, with what the answer says of it. */
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
  unit: 'steps',
  step: 'Combining',
  inThread: true,
  compute: combinedTreeOf,
})

export async function combinedTreeOf(
  { modelIds, names, probed, behaviour, weights }: ComparedAndSketched,
  request: CombinedRequest,
  { progress, giveTurn }: Work,
): Promise<CombinedTree> {
  const ofWeights = await lineageFrom(weights, {}, { progress, giveTurn })
  const placeOf = new Map(modelIds.map((id, place) => [id, place]))
  const edges = ofWeights.edges.map(
    (answer): PlacedEdge => ({ ...answer, from: placeOf.get(answer.from)!, to: placeOf.get(answer.to)!, answer }),
  )
  const merges = ofWeights.merges.map(({ modelId, parents }) => ({
    model: placeOf.get(modelId)!,
    parents: parents.map(({ modelId: parent, share }) => ({ model: placeOf.get(parent)!, share })),
  }))
  const read = new Set(ofWeights.modelIds)
  const families = [
    ...ofWeights.families.map((family) => family.map((id) => placeOf.get(id)!)),
    ...modelIds.flatMap((id, place) => (read.has(id) ? [] : [[place]])),
  ]
  const rooted = families.map((members) => rootedFamily(members, edges, merges))

  const joined = await joinedFamilies(
    behaviour,
    families.map((members) => members.map((place) => modelIds[place]!)),
    request,
    { progress, giveTurn },
  )
  const isProbed = new Set(probed)
  const isJoined = families.map((members) => members.some((place) => isProbed.has(modelIds[place]!)))
  const [only] = rooted.filter((_, family) => isJoined[family])
  const nodes = combinedTree<PlacedEdge>(
    joined?.tree ?? (only === undefined ? null : { name: '', children: [] }),
    joined?.errors ?? [],
    (tip): RootedFamily<PlacedEdge> => (joined === null ? only! : rooted[joined.familyOf.get(tip)!]!),
    rooted.filter((_, family) => !isJoined[family]),
    (place) => place,
  )
  const told = {
    models: modelIds.map((modelId, place) => ({
      modelId,
      name: names[place]!,
      isProbed: isProbed.has(modelId),
      isRead: read.has(modelId),
    })),
    families: families.map((members, family) => ({
      modelIds: members.map((place) => modelIds[place]!),
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
    replicates: behaviour === null ? 0 : request.replicates,
    seed: request.seed,
    remarks: [
      ...ofWeights.remarks,
      ...apartRemarks(told),
      ...(behaviour === null ? [] : [...behaviour.remarks, ...agreementRemarks(behaviour, request.measure, told)]),
      ...negativeRemarks(joined === null ? [] : negativeBranches(joined.tree)),
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

interface JoinedFamilies {
  /** Tips are families by the ids of their first members with populations. */
  readonly tree: Tree
  /** Of the lengths of its branches, in preorder. */
  readonly errors: readonly (number | null)[]
  /** Place of a tip's family. */
  readonly familyOf: ReadonlyMap<string, number>
  /** By family. */
  readonly clades: readonly { readonly isClade: boolean | null; readonly support: number | null }[]
}

/**
 * Families joined by the mean distance between their members that have populations; null where fewer than two have any.
 *
 * @param families ids of their models
 */
async function joinedFamilies(
  behaviour: ComparedModels | null,
  families: readonly (readonly string[])[],
  request: CombinedRequest,
  { progress, giveTurn }: Work,
): Promise<JoinedFamilies | null> {
  if (behaviour === null) return null
  const { modelIds: tips, genes, terms } = behaviour
  const placeOf = new Map(tips.map((id, place) => [id, place]))
  const members = families.map((family) => family.flatMap((id) => placeOf.get(id) ?? []))
  const groups = members.filter((group) => group.length > 0)
  const tipOf = new Map(groups.flatMap((group) => group.map((place) => [tips[place]!, tips[group[0]!]!] as const)))
  const outgroup = outgroupOf(request, tipOf)
  const method = request.method === 'upgma' ? upgma : neighbourTree
  const every = Int32Array.from({ length: genes }, (_, gene) => gene)
  const similarity = pointSimilarity(terms, request.measure, every)
  const same = sameModels(behaviour, similarity, noiseMargin(terms, request.measure, behaviour.noise))
  const distancesOf = (chosen: Int32Array): Float64Array =>
    distancesFromSimilarities(request.measure, pointSimilarity(terms, request.measure, chosen))
  const joined = (distances: Float64Array): Tree => treeOfGroups(distances, tips, groups, method)
  const cladesOf = (distances: Float64Array) =>
    recoveredClades(
      withGroupMembers(treeOfGroups(distances, tips, same, method), tips, same),
      members.map((group) => group.map((place) => tips[place]!)),
    )

  const distances = distancesOf(every)
  let tree = joined(distances)
  const clades = cladesOf(distances)
  const lengths = countLengths(tree)
  const cladeCounts = members.map(() => 0)
  if (request.replicates > 0) {
    const support = countSupport(tree, { rooted: hasRootOfMethod(request) })
    let done = 0
    const draws = { geneCount: genes, replicates: request.replicates, seed: request.seed }
    // Both trees of a replicate are of the same genes.
    const treeOf = (chosen: Int32Array): Tree => {
      const drawn = distancesOf(chosen)
      for (const [family, { recovered }] of cladesOf(drawn).entries()) if (recovered) cladeCounts[family]! += 1
      return joined(drawn)
    }
    for (const replicate of bootstrapTrees({ ...draws, treeOf })) {
      support.add(replicate)
      lengths.add(replicate)
      done += 1
      progress(done, request.replicates)
      await giveTurn()
    }
    tree = support.annotated()
  }
  const rooted = rootedTree(
    tree,
    request.root === 'none' ? { ...request, root: 'midpoint' } : request,
    outgroup,
    groups.length,
  )
  return {
    tree: rooted,
    errors: lengths.errorsOf(rooted),
    familyOf: new Map(members.flatMap((group, family) => (group.length === 0 ? [] : [[tips[group[0]!]!, family]]))),
    clades: clades.map(({ recovered, informative }, family) => ({
      isClade: informative ? recovered : null,
      support: !informative || request.replicates === 0 ? null : cladeCounts[family]! / request.replicates,
    })),
  }
}
