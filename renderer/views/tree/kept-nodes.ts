import type { Tree } from '../../../engine/api/contract.ts'

/** Tells a tree from others, whatever its supports: 32 bits (FNV-1a) of its parents, models and lengths. */
export function treeMark({ nodes }: Pick<Tree, 'nodes'>): string {
  const text = nodes.map(({ parent, modelId, length }) => `${parent},${modelId},${length}`).join(';')
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}

/** Nodes of a tree as a setting holds them, with the tree's mark: `1b2c3d.4.12`; empty for none. */
export function keptNodes(mark: string, nodes: Iterable<number>): string {
  const numbers = [...nodes]
  return numbers.length === 0 ? '' : [mark, ...numbers].join('.')
}

/** The nodes of a text that `keptNodes` wrote: none of another tree's, where a place means nothing. */
export function nodesKept(text: string, mark: string, tree: Pick<Tree, 'nodes'>): ReadonlySet<number> {
  const [of, ...numbers] = text.split('.')
  if (of !== mark) return new Set()
  return new Set(
    numbers
      .filter((number) => /^\d+$/.test(number))
      .map(Number)
      .filter((node) => node < tree.nodes.length),
  )
}
