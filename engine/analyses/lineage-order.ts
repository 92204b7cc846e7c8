import type { Lineage } from './lineage.ts'

/**
 * The models of a lineage as they are listed: family by family, each model after those that it descends from and
 * straight after one of them where that is possible. Those without a relation come last.
 *
 * @returns ids
 */
export function lineageOrder({ families, edges }: Pick<Lineage, 'families' | 'edges'>): readonly string[] {
  const parents = Map.groupBy(edges, ({ to }) => to)
  const children = Map.groupBy(edges, ({ from }) => from)
  const listed = new Set<string>()
  const visit = (id: string): void => {
    if (listed.has(id) || parents.get(id)?.some(({ from }) => !listed.has(from)) === true) return
    listed.add(id)
    for (const { to } of children.get(id) ?? []) visit(to)
  }
  for (const family of families) {
    for (const id of family) if (!parents.has(id)) visit(id)
    // Edges without a direction may lead in a circle: then one of them has to begin.
    for (const id of family) {
      if (listed.has(id)) continue
      listed.add(id)
      for (const { to } of children.get(id) ?? []) visit(to)
    }
  }
  return [...listed]
}
