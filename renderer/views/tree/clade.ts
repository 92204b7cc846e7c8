/** Nodes of a preorder list from `start` on that hang below `start`, itself included. `parents` holds each node's parent, -1 at the root. */
export function cladeOf(start: number, parents: readonly number[]): ReadonlySet<number> {
  const clade = new Set([start])
  for (let node = start + 1; node < parents.length; node++) {
    if (clade.has(parents[node]!)) clade.add(node)
  }
  return clade
}

export type Step = 'parent' | 'child' | 'next' | 'previous' | 'first' | 'last'

/** Where an arrow key leads: to the parent, the first child, or the next or previous node on the same way down; stays where there is none. */
export function stepFrom(node: number, step: Step, parents: readonly number[]): number {
  if (step === 'first') return 0
  if (step === 'last') return parents.length - 1
  if (step === 'parent') return Math.max(0, parents[node] ?? 0)
  if (step === 'child') return parents[node + 1] === node ? node + 1 : node
  return Math.min(parents.length - 1, Math.max(0, node + (step === 'next' ? 1 : -1)))
}
