import { matchingNames } from '../../figure/matching-names.ts'

export type Step = 'parent' | 'child' | 'next' | 'previous' | 'first' | 'last'

/**
 * Where an arrow key leads: to the parent, the first child, or the next or previous node on the same way down; stays
 * where there is none. Nodes that are not shown, inside of a collapsed clade, are passed over.
 */
export function stepFrom(
  node: number,
  step: Step,
  parents: readonly number[],
  isShown: (node: number) => boolean = () => true,
): number {
  if (step === 'first') return 0
  if (step === 'parent') return Math.max(0, parents[node] ?? 0)
  if (step === 'child') return parents[node + 1] === node && isShown(node + 1) ? node + 1 : node
  const [from, by] = step === 'last' ? [parents.length, -1] : [node, step === 'next' ? 1 : -1]
  for (let next = from + by; next >= 0 && next < parents.length; next += by) if (isShown(next)) return next
  return node
}

/** Some nodes and all on their ways to the root. */
export function pathsTo(nodes: Iterable<number>, parents: readonly number[]): ReadonlySet<number> {
  const paths = new Set<number>()
  for (const start of nodes) {
    for (let node = start; node >= 0 && !paths.has(node); node = parents[node] ?? -1) paths.add(node)
  }
  return paths
}

/** Clades can be collapsed, tips and the root cannot. */
export function canCollapse(
  { nodes }: { readonly nodes: readonly { readonly parent: number | null; readonly modelId: string | null }[] },
  node: number,
): boolean {
  return nodes[node] !== undefined && nodes[node].parent !== null && nodes[node].modelId === null
}

/** The models whose name has a text in it; none for an empty text. */
export function matchingModels(
  { nodes }: { readonly nodes: readonly { readonly name: string | null; readonly modelId: string | null }[] },
  search: string,
): readonly number[] {
  return matchingNames(
    nodes.map(({ name, modelId }) => (modelId === null ? null : name)),
    search,
  )
}
