import type { TreeRoot } from '../analyses/tree.ts'
import type { Measure, Tree } from '../api/contract.ts'

export const measureWords: Readonly<Record<Measure, string>> = {
  nei: 'Nei’s identity, pooled over genes',
  'nei-mean': 'cosine, mean over genes',
}

export const methodWords: Readonly<Record<Tree['method'], string>> = { nj: 'neighbour joining', upgma: 'UPGMA' }

/** How a tree got its root. */
export function rootWords(tree: Tree, root: TreeRoot): string {
  if (tree.method === 'upgma' && typeof root === 'string') return 'rooted by UPGMA, which assumes a clock'
  if (root === 'none') return 'unrooted'
  if (root === 'midpoint') return 'rooted at the middle of the longest path, for display'
  const outgroup = tree.nodes.find((node) => node.modelId === root.modelId)?.name
  return `rooted by the outgroup ${outgroup ?? root.modelId}`
}
