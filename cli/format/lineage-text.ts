import { plural } from '../../core/format/quantity.ts'
import { DisjointSets } from '../../core/model/disjoint-sets.ts'
import type { Lineage, LineageAnswerEdge } from '../../engine/analyses/lineage.ts'
import { beginningsOf, edgeBrief, mergeText, nameIn } from '../../engine/analyses/lineage-sentences.ts'
import { lineageWords } from '../../engine/analyses/lineage-words.ts'

/**
 * A lineage for reading: each family as a list in which what descends from a model stands below it, indented, with what
 * it is to it and what that rests on. Merges stand for themselves, after what has no parent. What the list has no line
 * for, such as a second parent, follows as `also`.
 */
export function lineageText(lineage: Lineage): string {
  if (lineage.models.length === 1) return `There is nothing to compare ${lineage.models[0]!} with.\n`
  const families = lineage.families.filter((family) => family.length > 1)
  const alone = lineage.families.filter((family) => family.length === 1).flat()
  const parts = families.map((family, index) => {
    const head = `Family ${index + 1}, ${plural(family.length, 'model')}`
    return [head, ...familyLines(lineage, family).map((line) => `  ${line}`)].join('\n')
  })
  if (alone.length > 0) parts.push(`No evidence of a relation: ${alone.map((id) => nameIn(lineage, id)).join(', ')}`)
  return `${parts.join('\n\n')}\n`
}

function familyLines(lineage: Lineage, family: readonly string[]): string[] {
  const members = new Set(family)
  // The parents of a merge stand in its own line.
  const edges = lineage.edges.filter(({ from, kind }) => members.has(from) && kind !== 'merge')
  const merges = new Map(lineage.merges.map((merge) => [merge.modelId, merge]))
  const leadingTo = leadingEdges(edges)
  const heads = new Set(family.filter((id) => !leadingTo.has(id)))
  const lines: string[] = []
  const listed = new Set<string>()
  const used = new Set<LineageAnswerEdge>()
  const list = (id: string, depth: number, leading: LineageAnswerEdge | null): void => {
    listed.add(id)
    const merge = merges.get(id)
    const said = [
      ...(leading === null ? [] : [edgeText(lineage, leading, id)]),
      ...(merge === undefined ? [] : [mergeText(lineage, merge)]),
    ]
    lines.push(['  '.repeat(depth) + nameIn(lineage, id), ...(said.length === 0 ? [] : [said.join('; ')])].join('  '))
    for (const edge of edges) {
      const next = edge.from === id ? edge.to : edge.to === id ? edge.from : null
      if (next === null || listed.has(next)) continue
      // What something leads to stands below that alone.
      if (leadsOn(edge) ? leadingTo.get(next) !== edge : !heads.has(next)) continue
      used.add(edge)
      list(next, depth + 1, edge)
    }
  }
  for (const root of rootsOf(heads, edges, new Set(merges.keys()))) if (!listed.has(root)) list(root, 0, null)
  for (const edge of edges)
    if (!used.has(edge)) lines.push(`also ${nameIn(lineage, edge.to)}  ${edgeText(lineage, edge, edge.to)}`)
  return lines
}

/** Whether the second model of an edge stands below the first: of two with the same weights, the one told as a copy. */
function leadsOn({ isDirected, kind }: LineageAnswerEdge): boolean {
  return isDirected || kind === 'same'
}

/** The edge below which each model stands that something leads to: the most certain one, of equals the first. */
function leadingEdges(edges: readonly LineageAnswerEdge[]): ReadonlyMap<string, LineageAnswerEdge> {
  const leading = new Map<string, LineageAnswerEdge>()
  for (const edge of edges.filter(leadsOn)) {
    const before = leading.get(edge.to)
    if (before === undefined || (edge.confidence ?? 1) > (before.confidence ?? 1)) leading.set(edge.to, edge)
  }
  return leading
}

/**
 * Of heads that are linked without a direction the one that the others stand below: a merge, else the one that most is
 * made from. Merges follow what they may be made from.
 */
function rootsOf(
  heads: ReadonlySet<string>,
  edges: readonly LineageAnswerEdge[],
  merges: ReadonlySet<string>,
): readonly string[] {
  const ids = [...heads]
  const linked = new DisjointSets(ids.length)
  for (const edge of edges)
    if (!leadsOn(edge) && heads.has(edge.from) && heads.has(edge.to))
      linked.join(ids.indexOf(edge.from), ids.indexOf(edge.to))
  const children = (id: string): number => edges.filter((edge) => leadsOn(edge) && edge.from === id).length
  const isMerge = (id: string): number => (merges.has(id) ? 1 : 0)
  return [...Map.groupBy(ids, (_, index) => linked.setOf(index)).values()]
    .map((group) => group.sort((left, right) => isMerge(right) - isMerge(left) || children(right) - children(left))[0]!)
    .sort((left, right) => isMerge(left) - isMerge(right) || children(right) - children(left))
}

/** What a model is to the one at the other end of an edge, and what that rests on. */
function edgeText(lineage: Lineage, edge: LineageAnswerEdge, id: string): string {
  const related = edge.to === id ? beginningsOf(lineage, edge) : nameIn(lineage, edge.to)
  return [`${lineageWords[edge.kind].of} ${related}`, ...edgeBrief(lineage, edge)].join(', ')
}
