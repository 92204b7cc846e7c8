import { firstNames } from '../../core/format/first-names.ts'
import { fixed } from '../../core/format/interval.ts'
import { plusMinus } from '../../core/format/plus-minus.ts'
import { plural, significant } from '../../core/format/quantity.ts'
import { mostSketchRounding } from '../../core/lineage/quantization-noise.ts'
import type { MarkFacts } from '../../core/scene/mark-title.ts'
import type { Lineage, LineageAnswerEdge } from './lineage.ts'
import { lineageWords } from './lineage-words.ts'
import { unitDistanceBrief, unitDistanceFacts } from './unit-distance-words.ts'

type LineageMerge = Lineage['merges'][number]

export function nameIn({ modelIds, models }: Lineage, id: string): string {
  return models[modelIds.indexOf(id)] ?? id
}

/** What a merge's edge says of the parent that it comes from; undefined of other edges. */
export function shareOf({ merges }: Lineage, { kind, from, to }: LineageAnswerEdge) {
  if (kind !== 'merge') return undefined
  return merges.find(({ modelId }) => modelId === to)?.parents.find(({ modelId }) => modelId === from)
}

/** `merge of oak-tales 0.300 ± 0.010, oak-sums 0.700 ± 0.010, 0.20 % not explained`. */
export function mergeText(lineage: Lineage, { parents, base, residual }: LineageMerge): string {
  const shares = parents.map(
    ({ modelId, share, shareError }) => `${nameIn(lineage, modelId)} ${plusMinus(share, shareError)}`,
  )
  return [
    `${lineageWords.merge.of} ${shares.join(', ')}`,
    ...(base === null ? [] : [`differences added to ${nameIn(lineage, base)}`]),
    `${residualText(residual)} not explained`,
  ].join(', ')
}

/** Share of the squared distance to the nearest parent that a merge's parents leave. */
export function residualText(residual: number): string {
  if (residual < 1e-4) return 'below 0.01 %'
  return `${fixed(100 * residual, residual < 0.01 ? 2 : 1)} %`
}

/** No probability is so sure as to be 1. */
export function probabilityText(probability: number): string {
  return fixed(Math.min(probability, 0.999), 3)
}

/** How far the layers moved, and whether few of them did; null where they were not compared in place. */
function movedText({ relativeDistance, relativeDistanceError, changed }: LineageAnswerEdge['evidence']): string | null {
  if (relativeDistance === null) return null
  if (relativeDistance ** 2 <= mostSketchRounding) return 'not at all'
  const few =
    changed === null || changed.changed > changed.matrices / 2
      ? ''
      : `, in ${changed.changed} of ${plural(changed.matrices, 'matrix', 'matrices')}`
  const moved =
    relativeDistance < leastInShares
      ? `by ${significant(100 * relativeDistance, 2)} %`
      : `by ${plusMinus(relativeDistance, relativeDistanceError)}`
  return `${moved} of their length${few}`
}

/** Smaller distances are told in percent, to two digits: their errors are a few hundredths of them. */
const leastInShares = 1e-4

/** `oak`, or `oak or oak-copy` where either may be what an edge leads from. */
export function beginningsOf(lineage: Lineage, { from, alternatives }: LineageAnswerEdge): string {
  return firstNames(
    [from, ...alternatives].map((id) => nameIn(lineage, id)),
    { most: 3, separator: ' or ' },
  )
}

/** An edge in a word, a merge's with the share of the parent that it comes from: `merge 0.300 ± 0.010`. */
export function edgeLabel(lineage: Lineage, edge: LineageAnswerEdge): string {
  const { name } = lineageWords[edge.kind]
  const share = shareOf(lineage, edge)
  return share === undefined ? name : `${name} ${plusMinus(share.share, share.shareError)}`
}

/** What is known of an edge: how probable it is, how far the weights are apart, and what it rests on. */
export function edgeFacts(lineage: Lineage, edge: LineageAnswerEdge): MarkFacts['facts'] {
  const { kind, isDirected, confidence, alternatives, evidence } = edge
  const { matched, growth, noise, log10P, unitsInPlace } = evidence
  const share = shareOf(lineage, edge)
  const merge = kind === 'merge' ? lineage.merges.find(({ modelId }) => modelId === edge.to) : undefined
  const facts: (readonly [string, string])[] = [['Meaning', lineageWords[kind].meaning]]
  if (share !== undefined) facts.push(['Share', plusMinus(share.share, share.shareError)])
  if (merge !== undefined) {
    if (merge.base !== null) facts.push(['Differences added to', nameIn(lineage, merge.base)])
    facts.push(['Not explained by the parents', residualText(merge.residual)])
  } else {
    if (!isDirected) facts.push(['Direction', 'cannot be told from the weights'])
    else if (confidence !== null) facts.push(['Probability of this direction', probabilityText(confidence)])
  }
  if (alternatives.length > 0)
    facts.push(['From', `${beginningsOf(lineage, edge)}: these are too near to each other to tell which`])
  const moved = movedText(evidence)
  if (moved !== null) facts.push(['Layers moved', moved])
  if (matched !== null) facts.push(...unitDistanceFacts(matched))
  if (noise !== null && kind === 'quantization')
    facts.push(['Noise', `${fixed(noise.ratio, 2)} times that of its type, over ${plural(noise.tensors, 'tensor')}`])
  if (growth !== null && kind === 'finetune')
    facts.push([
      'Growth of the weights',
      `${fixed(growth.median, 2)} of the length of their change, over ${plural(growth.tensors, 'tensor')}`,
    ])
  if (unitsInPlace !== null) facts.push(['Hidden units in the same place', `${Math.round(100 * unitsInPlace)} %`])
  if (log10P !== null) facts.push(['Unrelated models look so', chanceText(log10P)])
  return facts
}

/** An edge's facts for one line: probability or share, how far the weights moved, and what that rests on. */
export function edgeBrief(lineage: Lineage, edge: LineageAnswerEdge): readonly string[] {
  const { kind, isDirected, confidence, evidence } = edge
  const { matched, growth, noise, log10P } = evidence
  const share = shareOf(lineage, edge)
  const parts: string[] = []
  if (share !== undefined) parts.push(`share ${plusMinus(share.share, share.shareError)}`)
  else if (isDirected && confidence !== null) parts.push(`probability ${probabilityText(confidence)}`)
  const moved = movedText(evidence)
  if (moved !== null && kind !== 'same') parts.push(`layers moved ${moved}`)
  if (matched !== null) parts.push(unitDistanceBrief(matched))
  if (noise !== null && kind === 'quantization') parts.push(`${fixed(noise.ratio, 2)} times the noise of its type`)
  else if (growth !== null && kind === 'finetune') parts.push(`weights ${growthText(growth.median)}`)
  else if (kind !== 'merge' && log10P !== null) parts.push(`unrelated models look so ${chanceText(log10P)}`)
  return parts
}

/** How much longer the weights became, or shorter, by the length of what changed in them. */
function growthText(growth: number): string {
  return `${growth < 0 ? 'shorter' : 'longer'} by ${fixed(Math.abs(growth), 2)} of the length of their change`
}

/** `oak (p = 0.950)`: the other model of an edge with the probability of its direction, where that was computed. */
function certainName(name: string, { isDirected, confidence }: LineageAnswerEdge): string {
  return isDirected && confidence !== null ? `${name} (p = ${probabilityText(confidence)})` : name
}

/** Probability by its logarithm to the base of 10, which may be far below what a number can hold. */
function chanceText(log10P: number): string {
  if (log10P > -3) return `with probability ${(10 ** log10P).toPrecision(2)}`
  return `with probability below 1e−${Math.floor(-log10P)}`
}

export interface LineageSentences {
  /** `oak-tales: trained from oak`. */
  readonly ofEdge: (edge: LineageAnswerEdge) => string
  /**
   * What a model is to those that it is linked with, with the probability of each direction; null where it descends
   * from none of them. With the type of its weights: `quantization (Q4_0) of oak`.
   */
  readonly ofModel: (modelId: string, weightType?: string) => string | null
}

/** A lineage in words: `trained from oak (p = 0.950)`, or a merge's text. */
export function lineageSentences(lineage: Lineage): LineageSentences {
  const { modelIds, models, edges, merges } = lineage
  const names = new Map(modelIds.map((id, index) => [id, models[index]!]))
  const nameOf = (id: string): string => names.get(id)!
  const mergeOf = new Map(merges.map((merge) => [merge.modelId, merge]))
  // An edge without a direction is told of both models, one with a direction of the one that comes after.
  const toldOf = new Map<string, { readonly edge: LineageAnswerEdge; readonly otherId: string }[]>()
  for (const edge of edges) {
    const tell = (id: string, otherId: string): void =>
      void toldOf.set(id, [...(toldOf.get(id) ?? []), { edge, otherId }])
    tell(edge.to, edge.from)
    if (!edge.isDirected) tell(edge.from, edge.to)
  }
  return {
    ofEdge: (edge) => `${nameOf(edge.to)}: ${lineageWords[edge.kind].of} ${beginningsOf(lineage, edge)}`,
    ofModel: (id, weightType) => {
      const merge = mergeOf.get(id)
      const parts = merge === undefined ? [] : [mergeText(lineage, merge)]
      const told = (toldOf.get(id) ?? []).filter(({ edge }) => edge.kind !== 'merge')
      for (const [kind, group] of Map.groupBy(told, ({ edge }) => edge.kind)) {
        const { name, of } = lineageWords[kind]
        const is = kind === 'quantization' && weightType !== undefined ? `${name} (${weightType}) of` : of
        parts.push(
          `${is} ${firstNames(
            group.map(({ edge, otherId }) =>
              certainName(otherId === edge.from ? beginningsOf(lineage, edge) : nameOf(otherId), edge),
            ),
            { most: 3 },
          )}`,
        )
      }
      return parts.length === 0 ? null : parts.join('; ')
    },
  }
}
