import type { Measure } from '../api/comparison-contract.ts'
import type { TreeMethod, TreeRoot } from './tree-choices.ts'

/** What measures are called in views, files, reports and help. */
export const measureWords: Readonly<
  Record<
    Measure,
    {
      /** As a label. */
      readonly name: string
      readonly inSentence: string
      /** Distance D as a formula of the similarity S. */
      readonly distance: string
      readonly note: string
    }
  >
> = {
  nei: {
    name: 'Nei, pooled over genes',
    inSentence: 'Nei’s identity, pooled over genes',
    distance: '−ln S',
    note: 'as in PhyloLM',
  },
  'nei-mean': {
    name: 'Cosine, mean over genes',
    inSentence: 'cosine, mean over genes',
    distance: '1 − S',
    note: 'every gene weighs the same',
  },
}

/** What methods of drawing a tree from distances are called. */
export const methodWords: Readonly<
  Record<TreeMethod, { readonly name: string; readonly inSentence: string; readonly note: string }>
> = {
  nj: {
    name: 'Neighbour joining',
    inSentence: 'neighbour joining',
    note: 'Branch lengths differ between lines; unrooted',
  },
  upgma: { name: 'UPGMA', inSentence: 'UPGMA', note: 'All tips equally far from the root' },
}

/** Choices of a root, beside the models that can be the outgroup. */
export const rootWords = {
  none: 'None',
  midpoint: 'Midpoint',
  outgroup: (model: string): string => `${model} (outgroup)`,
  /** Where the method has a root of its own, so that there is nothing to choose. */
  byMethod: 'Given by UPGMA',
  /** Of an option, whose default may differ. */
  option: 'none, midpoint (for display), or the id, name or path of a model compared',
} as const

interface RootedTree {
  readonly method: TreeMethod
  readonly root: TreeRoot
}

/** Where a tree has its root from; UPGMA's holds unless a model is asked for as the outgroup. */
function rootingOf({ method, root }: RootedTree): 'method' | 'none' | 'midpoint' | 'outgroup' {
  if (typeof root !== 'string') return 'outgroup'
  return method === 'upgma' ? 'method' : root
}

/** How a tree was made, for a sentence: its method, and where its root is from. */
export function treeSentence(
  tree: RootedTree & { readonly nodes: readonly { readonly modelId: string | null; readonly name: string | null }[] },
): string {
  const { root } = tree
  const outgroup =
    typeof root === 'string' ? '' : (tree.nodes.find((node) => node.modelId === root.modelId)?.name ?? root.modelId)
  const rooting = {
    method: 'rooted by UPGMA, which assumes a clock',
    none: 'unrooted',
    midpoint: 'rooted at the middle of the longest path, for display',
    outgroup: `rooted by the outgroup ${outgroup}`,
  }[rootingOf(tree)]
  return `${methodWords[tree.method].inSentence}, ${rooting}`
}

/** How a tree got its root, in a word or two below a figure; empty where its method says it. */
export function rootingCaption(tree: RootedTree, isRootForDisplay: boolean): string {
  return {
    method: '',
    none: 'unrooted',
    midpoint: isRootForDisplay ? 'midpoint-rooted (display only)' : 'midpoint-rooted',
    outgroup: 'rooted by an outgroup',
  }[rootingOf(tree)]
}
