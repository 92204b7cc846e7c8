import { z } from 'zod'
import { plural, significant } from '../../core/format/quantity.ts'
import { distancesFromSimilarities } from '../../core/similarity/distance-from-similarity.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import { bootstrapTrees, countSupport } from '../../core/tree/bootstrap.ts'
import { treeOfGroups, withGroupMembers } from '../../core/tree/grouped-tree.ts'
import { ladderize } from '../../core/tree/ladderize.ts'
import { type NegativeBranch, negativeBranches } from '../../core/tree/negative-branches.ts'
import { neighbourTree } from '../../core/tree/neighbour-tree.ts'
import { type NodeRow, rowsOfTree } from '../../core/tree/node-rows.ts'
import type { Tree as CoreTree } from '../../core/tree/tree.ts'
import { upgma } from '../../core/tree/upgma.ts'
import { identifier } from '../api/call.ts'
import { analysisScope, measure, sameModelIds } from '../api/comparison-contract.ts'
import { type Remark, remark } from '../api/remark-contract.ts'
import { methodWords } from './comparison-words.ts'
import { replicatesField, seedField } from './draws.ts'
import { defineAnalysis, type Work } from './definition.ts'
import { hasRootOfMethod, outgroupOf, rootedTree } from './rooted-tree.ts'
import { sameIds, sameModels, sameRemarks } from './same-models.ts'
import type { ComparedModels } from './sources.ts'
import { treeMethod, treeRoot } from './tree-choices.ts'

/** A node of a tree in preorder; children follow their parent. Lengths in units of the distance. */
const treeNode = z.object({
  /** Index of the parent in the list; null at the root. */
  parent: z.number().int().nullable(),
  /** Model name at a tip, null inside. */
  name: z.string().nullable(),
  modelId: identifier.nullable(),
  length: z.number().nullable(),
  /**
   * Share of bootstrap replicates with this split, or with this clade where UPGMA gives the root; 0 to 1, null where
   * none was computed.
   */
  support: z.number().nullable(),
}) satisfies z.ZodType<NodeRow>

const tree = z.object({
  nodes: z.array(treeNode),
  rooted: z.boolean(),
  /** As asked for; a UPGMA tree is rooted whatever it says. */
  root: treeRoot,
  method: treeMethod,
  measure,
  genes: z.number().int(),
  replicates: z.number().int(),
  seed: z.number().int(),
  /** Branches with a negative length (kept as neighbour joining gave them). */
  negativeBranches: z.number().int(),
  /** Drawn as tips of length 0 below one node, which has no support. */
  same: sameModelIds,
  remarks: z.array(remark),
})

export const treeRequest = analysisScope.extend({
  method: treeMethod.default('nj').meta({
    title: 'Method',
    choices: { nj: methodWords.nj.name, upgma: methodWords.upgma.name },
    description: `nj: ${methodWords.nj.inSentence}, unrooted; upgma: ${methodWords.upgma.inSentence}, which gives a root`,
  }),
  root: treeRoot.default('none'),
  replicates: replicatesField(100, {
    title: 'Bootstrap over genes',
    description: 'replicates over genes, for support values',
  }),
  seed: seedField('seed of the bootstrap'),
})

export type Tree = z.output<typeof tree>
export type TreeNode = z.output<typeof treeNode>
type TreeRequest = z.output<typeof treeRequest>

/** The tree of a comparison, with bootstrap support over genes where replicates are asked for. */
export const treeAnalysis = defineAnalysis({
  name: 'analysis.tree',
  of: 'comparison',
  request: treeRequest,
  answer: tree,
  unit: 'replicates',
  step: 'Bootstrap',
  inThread: false,
  compute: treeOf,
})

export async function treeOf(
  compared: ComparedModels,
  request: TreeRequest,
  { progress, giveTurn }: Work,
): Promise<Tree> {
  const { names, genes, terms } = compared
  // Tips by model id: names are for reading, and rooting by a model must not depend on them.
  const tips = compared.modelIds
  const every = Int32Array.from({ length: genes }, (_, gene) => gene)
  const margins = noiseMargin(terms, request.measure, compared.noise)
  const groups = sameModels(compared, pointSimilarity(terms, request.measure, every), margins)
  const tipOf = new Map(groups.flatMap((group) => group.map((index) => [tips[index]!, tips[group[0]!]!])))
  const outgroup = outgroupOf(request, tipOf)
  const method = request.method === 'upgma' ? upgma : neighbourTree
  const build = (chosen: Int32Array): CoreTree => {
    const distances = distancesFromSimilarities(request.measure, pointSimilarity(terms, request.measure, chosen))
    return treeOfGroups(distances, tips, groups, method)
  }
  let tree = build(every)
  if (request.replicates > 0) {
    // Clades belong to the root that UPGMA gives; under any other root they are other sets of models, which splits are
    // counted for.
    const support = countSupport(tree, { rooted: hasRootOfMethod(request) })
    let done = 0
    for (const replicate of bootstrapTrees({
      geneCount: genes,
      replicates: request.replicates,
      seed: request.seed,
      treeOf: build,
    })) {
      // Counted at once: counting thousands at the end would be seconds that nothing can cancel.
      support.add(replicate)
      done += 1
      progress(done, request.replicates)
      await giveTurn()
    }
    tree = support.annotated()
  }
  const negative = negativeBranches(tree)
  const nameOf = new Map(tips.map((id, index) => [id, names[index]!]))
  const rooted = rootedTree(tree, request, outgroup, groups.length)
  const shown = ladderize(
    withGroupMembers(rooted, tips, groups),
    'ascending',
    (tip) => nameOf.get(tip.name ?? '') ?? '',
  )
  return {
    nodes: rowsOfTree(shown).map((row) => ({
      ...row,
      name: row.name === null ? null : nameOf.get(row.name)!,
      modelId: row.name,
    })),
    rooted: request.method === 'upgma' || request.root !== 'none',
    root: request.root,
    method: request.method,
    measure: request.measure,
    genes,
    replicates: request.replicates,
    seed: request.seed,
    negativeBranches: negative.length,
    same: sameIds(compared, groups),
    remarks: [...compared.remarks, ...sameRemarks(compared, groups), ...negativeRemarks(negative)],
  }
}

export function negativeRemarks(branches: readonly NegativeBranch[]): Remark[] {
  if (branches.length === 0) return []
  const least = Math.min(...branches.map(({ length }) => length))
  const text =
    `${plural(branches.length, 'branch has', 'branches have')} a negative length (down to ${significant(least, 2)}), as neighbour joining gives where ` +
    'distances fit no tree: drawn dotted with length 0; files keep the number.'
  return [{ kind: 'negative branches', text, modelIds: [] }]
}
