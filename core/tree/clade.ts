/**
 * Nodes of a preorder list from `start` on that hang below `start`, itself included. `parents` holds each node's
 * parent, -1 at the root.
 */
export function cladeOf(start: number, parents: readonly number[]): ReadonlySet<number> {
  const clade = new Set([start])
  for (let node = start + 1; node < parents.length; node++) {
    if (clade.has(parents[node]!)) clade.add(node)
  }
  return clade
}
