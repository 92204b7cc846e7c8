import { boundedText, intervalText } from '../../core/format/interval.ts'
import type { Bounded } from '../../core/similarity/bounded.ts'
import { lineageSentences, mergeText, nameIn, probabilityText } from './lineage-sentences.ts'
import type { Lineage, LineageAnswerEdge } from './lineage.ts'

/** What is known of two models beside each other. */
export interface PairEvidence {
  readonly left: { readonly id: string; readonly name: string }
  readonly right: { readonly id: string; readonly name: string }
  /** Of the models whose weights are read; null where those of one of the two are not. */
  readonly lineage: Lineage | null
  /** By behaviour; null where it is not compared. */
  readonly distance: Bounded | null
}

/** The edge between two models of a lineage; undefined where nothing is stated between them directly. */
export function edgeBetween(lineage: Lineage, left: string, right: string): LineageAnswerEdge | undefined {
  return lineage.edges.find(({ from, to }) => (from === left && to === right) || (from === right && to === left))
}

/** What two models are to each other, in one sentence: by their weights where these are compared, and by behaviour. */
export function pairSentence({ left, right, lineage, distance }: PairEvidence): string {
  const behaviour =
    distance === null
      ? ''
      : `distance by behaviour ${boundedText(distance)} (${intervalText(distance.lower, distance.upper)})`
  if (left.id === right.id) return `${left.name} is compared with itself.`
  const after = behaviour === '' ? '.' : `; ${behaviour}.`
  if (lineage !== null) {
    const edge = edgeBetween(lineage, left.id, right.id)
    if (edge !== undefined) {
      const certainty = edge.isDirected && edge.confidence !== null ? ` (p = ${probabilityText(edge.confidence)})` : ''
      const merge = edge.kind === 'merge' ? lineage.merges.find(({ modelId }) => modelId === edge.to) : undefined
      if (merge !== undefined) return `${nameIn(lineage, edge.to)}: ${mergeText(lineage, merge)}${after}`
      return `${lineageSentences(lineage).ofEdge(edge)}${certainty}${after}`
    }
    return lineage.families.some((family) => family.includes(left.id) && family.includes(right.id))
      ? `${left.name} and ${right.name} are related through others, by their weights${after}`
      : `No evidence of a relation in the weights of ${left.name} and ${right.name}${after}`
  }
  return behaviour === ''
    ? `${left.name} and ${right.name} are not compared yet, neither by weights nor by behaviour.`
    : `${behaviour.charAt(0).toUpperCase()}${behaviour.slice(1)}; the weights are not compared.`
}
