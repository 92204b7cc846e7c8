import { distanceFromSimilarity } from '../../core/similarity/distance-from-similarity.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import { bootstrapTrees, countSupport } from '../../core/tree/bootstrap.ts'
import { ladderize } from '../../core/tree/ladderize.ts'
import { midpointRoot } from '../../core/tree/midpoint-root.ts'
import { negativeBranches } from '../../core/tree/negative-branches.ts'
import { neighbourJoining } from '../../core/tree/neighbour-joining.ts'
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

export interface TreeProgress {
  readonly signal?: AbortSignal
  /** After each replicate: what is being done, replicates done and asked for. */
  readonly onProgress?: (item: string, done: number, total: number) => void
}

/**
 * The tree of a comparison, with bootstrap support over genes where replicates are asked for. The event loop is given a turn between
 * replicates, so that a long bootstrap holds up no other call. Aborting rejects with the signal's reason.
 */
export async function treeOf(comparison: Comparison, request: TreeRequest, { signal, onProgress }: TreeProgress = {}): Promise<Tree> {
  const { probes, names, genes, terms } = comparison
  // Tips by model id: names are for reading, and rooting by a model must not depend on them.
  const tips = probes.map((probe) => probe.modelId)
  const every = Int32Array.from({ length: genes }, (_, gene) => gene)
  const build = (chosen: Int32Array): CoreTree => {
    const similarity = pointSimilarity(terms, request.measure, chosen)
    const distance = matrixRows(similarity.map((value) => distanceFromSimilarity(request.measure, value)), tips.length)
    return request.method === 'upgma' ? upgma(distance, tips) : neighbourJoining(distance, tips)
  }
  let tree = build(every)
  if (request.replicates > 0) {
    const support = countSupport(tree, { rooted: request.method === 'upgma' })
    let done = 0
    const turn = givingTurns(signal)
    for (const replicate of bootstrapTrees({ geneCount: genes, replicates: request.replicates, seed: request.seed, treeOf: build })) {
      // Counted at once: counting thousands at the end would be seconds that nothing can cancel.
      support.add(replicate)
      done += 1
      onProgress?.('Bootstrap', done, request.replicates)
      await turn()
    }
    tree = support.annotated()
  }
  const negative = negativeBranches(tree).length
  const rooted = rootedTree(tree, request, tips)
  const shown = ladderize(rooted)
  const nameOf = new Map(tips.map((id, index) => [id, names[index]!]))
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
    notes: [...comparison.notes],
  }
}

function rootedTree(tree: CoreTree, request: TreeRequest, tips: readonly string[]): CoreTree {
  if (request.root === 'none') return tree
  if (request.root === 'midpoint') return midpointRoot(tree)
  const { modelId } = request.root
  if (!tips.includes(modelId)) {
    throw new ApiError('invalid', `The tree cannot be rooted by the model with the id ${modelId}: it is not among the ${String(tips.length)} models compared.`)
  }
  return rootByOutgroup(tree, [modelId])
}

/** The tree with names in the place of ids at the tips. */
function withNames(tree: CoreTree, nameOf: ReadonlyMap<string, string>): CoreTree {
  return foldTree<CoreTree>(tree, (node, children) => ({
    ...node,
    ...(node.name === undefined ? {} : { name: nameOf.get(node.name) ?? node.name }),
    children,
  }))
}
