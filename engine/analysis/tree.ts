import { distanceFromSimilarity } from '../../core/similarity/distance-from-similarity.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import { bootstrapTrees, countSupport } from '../../core/tree/bootstrap.ts'
import { treeOfGroups, withGroupMembers } from '../../core/tree/grouped-tree.ts'
import { ladderize } from '../../core/tree/ladderize.ts'
import { midpointRoot } from '../../core/tree/midpoint-root.ts'
import { negativeBranches } from '../../core/tree/negative-branches.ts'
import { neighbourTree } from '../../core/tree/neighbour-tree.ts'
import { writeNewick } from '../../core/tree/newick-writer.ts'
import { rowsOfTree } from '../../core/tree/node-rows.ts'
import { rootByOutgroup } from '../../core/tree/root-by-outgroup.ts'
import { foldTree, type Tree as CoreTree } from '../../core/tree/tree.ts'
import { upgma } from '../../core/tree/upgma.ts'
import type { TreeRequest } from '../api/analysis-contract.ts'
import { ApiError, type Tree } from '../api/contract.ts'
import { givingTurns } from '../turns.ts'
import type { Comparison } from './comparisons.ts'
import { matrixRows } from './matrix-rows.ts'
import { sameModels, sameNotes } from './same-models.ts'

export interface TreeProgress {
  readonly signal?: AbortSignal
  /** After each replicate: what is being done, replicates done and asked for. */
  readonly onProgress?: (item: string, done: number, total: number) => void
}

/**
 * The tree of a comparison, with bootstrap support over genes where replicates are asked for. The event loop is given a
 * turn between replicates, so that a long bootstrap holds up no other call. Aborting rejects with the signal's reason.
 */
export async function treeOf(
  comparison: Comparison,
  request: TreeRequest,
  { signal, onProgress }: TreeProgress = {},
): Promise<Tree> {
  const { probes, names, genes, terms } = comparison
  // Tips by model id: names are for reading, and rooting by a model must not depend on them.
  const tips = probes.map((probe) => probe.modelId)
  const every = Int32Array.from({ length: genes }, (_, gene) => gene)
  const margins = noiseMargin(
    terms,
    request.measure,
    probes.map((probe) => probe.noise?.mean ?? 0),
  )
  const groups = sameModels(probes, pointSimilarity(terms, request.measure, every), margins)
  const tipOf = new Map(groups.flatMap((group) => group.map((place) => [tips[place]!, tips[group[0]!]!])))
  const outgroup = typeof request.root === 'string' ? null : tipOf.get(request.root.modelId)
  if (outgroup === undefined) {
    throw new ApiError(
      'invalid',
      `The tree cannot be rooted by a model that is not among the ${String(tips.length)} models compared.`,
    )
  }
  const method = request.method === 'upgma' ? upgma : neighbourTree
  const build = (chosen: Int32Array): CoreTree => {
    const similarity = pointSimilarity(terms, request.measure, chosen)
    const distance = matrixRows(
      similarity.map((value) => distanceFromSimilarity(request.measure, value)),
      tips.length,
    )
    return treeOfGroups(distance, tips, groups, method)
  }
  let tree = build(every)
  if (request.replicates > 0) {
    // Clades belong to the root that UPGMA gives; under any other root they are other sets of models, which splits are
    // counted for.
    const support = countSupport(tree, { rooted: hasRootOfMethod(request) })
    let done = 0
    const turn = givingTurns(signal)
    for (const replicate of bootstrapTrees({
      geneCount: genes,
      replicates: request.replicates,
      seed: request.seed,
      treeOf: build,
    })) {
      // Counted at once: counting thousands at the end would be seconds that nothing can cancel.
      support.add(replicate)
      done += 1
      onProgress?.('Bootstrap', done, request.replicates)
      await turn()
    }
    tree = support.annotated()
  }
  const negative = negativeBranches(tree).length
  const nameOf = new Map(tips.map((id, index) => [id, names[index]!]))
  const rooted = rootedTree(tree, request, outgroup, groups.length)
  const shown = ladderize(
    withGroupMembers(rooted, tips, groups),
    'ascending',
    (tip) => nameOf.get(tip.name ?? '') ?? '',
  )
  const named = rowsOfTree(shown).map((row) => ({
    ...row,
    name: row.name === null ? null : nameOf.get(row.name)!,
    modelId: row.name,
  }))
  return {
    nodes: named,
    rooted: request.method === 'upgma' || request.root !== 'none',
    root: request.root,
    newick: writeNewick(withNames(shown, nameOf)),
    method: request.method,
    measure: request.measure,
    genes,
    replicates: request.replicates,
    seed: request.seed,
    negativeBranches: negative,
    same: groups.filter((places) => places.length > 1).map((places) => places.map((place) => tips[place]!)),
    notes: [...comparison.notes, ...sameNotes(probes, groups)],
  }
}

/** Whether the tree stands under the root that its method gives. The midpoint of a UPGMA tree is that root. */
function hasRootOfMethod({ method, root }: TreeRequest): boolean {
  return method === 'upgma' && typeof root === 'string'
}

/** @param outgroup the tip to root by; null where it is none */
function rootedTree(tree: CoreTree, request: TreeRequest, outgroup: string | null, tips: number): CoreTree {
  // Where all models are the same there is nothing to put a root between.
  if (request.root === 'none' || hasRootOfMethod(request) || tips < 2) return tree
  return outgroup === null ? midpointRoot(tree) : rootByOutgroup(tree, [outgroup])
}

/** The tree with names in the place of ids at the tips. */
function withNames(tree: CoreTree, nameOf: ReadonlyMap<string, string>): CoreTree {
  return foldTree<CoreTree>(tree, (node, children) => ({
    ...node,
    ...(node.name === undefined ? {} : { name: nameOf.get(node.name) ?? node.name }),
    children,
  }))
}
