import { geneDraws } from '../sampling/gene-draws.ts'
import { indexTips, informativeKey, informativeKeys, requireSameTips, tipSets } from './splits.ts'
import { foldTree, withBranch, withChildren } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

export interface BootstrapOptions {
  /** Genes in the genome, at least 1. */
  readonly geneCount: number
  /** How often the genes are drawn anew. */
  readonly replicates: number
  /** Integer in 0 .. 2^53 - 1. */
  readonly seed: number
  /**
   * The tree of some genes, given as indices into the genome; an index may occur several times. The array is reused: do
   * not keep it.
   */
  readonly treeOf: (genes: Int32Array) => Tree
}

/** The tree of each bootstrap replicate, lazily; see `geneDraws`. */
export function* bootstrapTrees({
  geneCount,
  replicates,
  seed,
  treeOf,
}: BootstrapOptions): Generator<Tree, void, void> {
  for (const genes of geneDraws(geneCount, replicates, seed)) yield treeOf(genes)
}

export interface SupportOptions {
  /** False (default) counts splits and ignores roots, as fits neighbour joining; true counts clades, as fits UPGMA. */
  readonly rooted?: boolean
}

/** Replicates counted against a reference tree, one after the other. */
export interface SupportCount {
  /** Throws RangeError where the replicate has other tips than the reference. */
  readonly add: (replicate: Tree) => void
  /**
   * The reference with the share of replicates so far that have each of its splits (or clades) as `support`, 0 to 1.
   * Branches that every tree has (to a tip, or to all others) get none, and where there are no replicates no branch
   * does. The two branches below a two-child root are the same split and get the same support.
   */
  readonly annotated: () => Tree
}

/** Counts replicates as they come: the caller may pause between two, and none of them is kept. */
export function countSupport(reference: Tree, { rooted = false }: SupportOptions = {}): SupportCount {
  const tips = indexTips(reference)
  const counts = new Map<string, number>()
  let total = 0
  return {
    add(replicate) {
      requireSameTips(tips, indexTips(replicate))
      for (const key of informativeKeys(replicate, tips, rooted)) counts.set(key, (counts.get(key) ?? 0) + 1)
      total++
    },
    annotated() {
      const sets = tipSets(reference, tips)
      return foldTree<TreeNode>(reference, (node, children, index) => {
        const key = informativeKey(sets[index]!, tips, rooted)
        const support = key === undefined || total === 0 ? undefined : (counts.get(key) ?? 0) / total
        return withBranch(withChildren(node, children), { length: node.length, support })
      })
    },
  }
}

/** A reference tree with its support among all of some replicates; see SupportCount. */
export function annotateSupport(reference: Tree, replicates: Iterable<Tree>, options: SupportOptions = {}): Tree {
  const count = countSupport(reference, options)
  for (const replicate of replicates) count.add(replicate)
  return count.annotated()
}

/**
 * Bootstrap support over genes of each split of a reference tree.
 *
 * @param options.reference the tree to annotate; default `treeOf` of all genes, each once
 */
export function bootstrapSupport(options: BootstrapOptions & SupportOptions & { readonly reference?: Tree }): Tree {
  const { geneCount, treeOf, rooted = false } = options
  const reference = options.reference ?? treeOf(Int32Array.from({ length: geneCount }, (_, gene) => gene))
  return annotateSupport(reference, bootstrapTrees(options), { rooted })
}
