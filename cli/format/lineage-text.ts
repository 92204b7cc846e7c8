import { fixed } from '../../core/format/interval.ts'
import { plusMinus } from '../../core/format/plus-minus.ts'
import { plural } from '../../core/format/quantity.ts'
import type { Lineage, LineageAnswerEdge } from '../../engine/analyses/lineage.ts'
import { lineageWords } from '../../engine/analyses/lineage-words.ts'

/**
 * A lineage for reading: each family as a list in which what descends from a model stands below it, indented, with what
 * it is to it and what that rests on.
 */
export function lineageText(lineage: Lineage): string {
  const families = lineage.families.filter((family) => family.length > 1)
  const alone = lineage.families.filter((family) => family.length === 1).flat()
  const nameOf = namesOf(lineage)
  const parts = families.map((family, index) => {
    const head = `Family ${index + 1}, ${plural(family.length, 'model')}`
    return [head, ...familyLines(lineage, family, nameOf)].join('\n')
  })
  if (lineage.models.length === 1) return `There is nothing to compare ${lineage.models[0]!} with.\n`
  if (alone.length > 0) parts.push(`No evidence of a relation: ${alone.map(nameOf).join(', ')}`)
  return `${parts.join('\n\n')}\n`
}

function namesOf({ modelIds, models }: Lineage): (id: string) => string {
  const names = new Map(modelIds.map((id, index) => [id, models[index]!]))
  return (id) => names.get(id) ?? id
}

function familyLines(lineage: Lineage, family: readonly string[], nameOf: (id: string) => string): string[] {
  const lines: string[] = []
  const left = new Set(family)
  const below = (id: string, depth: number): void => {
    left.delete(id)
    for (const edge of lineage.edges) {
      if (edge.kind === 'merge') continue
      const [from, to] = edge.from === id ? [edge.from, edge.to] : [edge.to, edge.from]
      if (from !== id || !left.has(to) || (edge.isDirected && edge.from !== id)) continue
      lines.push(`${'  '.repeat(depth + 1)}${nameOf(to)}  ${edgeText(edge, nameOf(from))}`)
      below(to, depth + 1)
    }
  }
  const merged = new Map(lineage.merges.map((merge) => [merge.modelId, merge]))
  const directed = lineage.edges.filter(({ isDirected }) => isDirected)
  // Models that nothing leads to stand first, of these the one that most is made from; merges have several parents.
  const rank = (id: string): number => (merged.has(id) ? 2 : directed.some(({ to }) => to === id) ? 3 : 1)
  const children = (id: string): number => directed.filter(({ from }) => from === id).length
  const roots = [...family].sort((left, right) => rank(left) - rank(right) || children(right) - children(left))
  for (const root of roots) {
    if (!left.has(root)) continue
    const merge = merged.get(root)
    lines.push(
      merge === undefined
        ? `  ${nameOf(root)}`
        : `  ${nameOf(root)}  merge of ${merge.parents
            .map(({ modelId, share, shareError }) => `${nameOf(modelId)} ${plusMinus(share, shareError)}`)
            .join(', ')}${merge.base === null ? '' : ` on ${nameOf(merge.base)}`}, residual ${percent(merge.residual)}`,
    )
    below(root, 1)
  }
  return lines
}

/** What an edge says, how probable that is, and how far the weights are apart. */
function edgeText({ kind, isDirected, confidence, evidence }: LineageAnswerEdge, other: string): string {
  const parts = [`${lineageWords[kind].of} ${other}`]
  if (isDirected && confidence !== null) parts.push(`probability ${fixed(Math.min(confidence, 0.999), 3)}`)
  if (evidence.relativeDistance !== null && kind !== 'same')
    parts.push(
      `layers moved by ${plusMinus(evidence.relativeDistance, evidence.relativeDistanceError)} of their length`,
    )
  if (kind === 'quantization' && evidence.noise !== null)
    parts.push(`${fixed(evidence.noise.ratio, 2)} times the noise of its type`)
  return parts.join(', ')
}

function percent(share: number): string {
  return `${fixed(100 * share, share < 0.01 ? 2 : 1)} %`
}
