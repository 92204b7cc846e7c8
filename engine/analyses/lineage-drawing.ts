import { firstNames } from '../../core/format/first-names.ts'
import { fixed } from '../../core/format/interval.ts'
import { plusMinus } from '../../core/format/plus-minus.ts'
import { plural } from '../../core/format/quantity.ts'
import { familyScene } from '../../core/layout/family-scene.ts'
import { markTitle, type MarkFacts } from '../../core/scene/mark-title.ts'
import type { Scene } from '../../core/scene/scene.ts'
import type { NumberTable } from '../../core/table/number-table.ts'
import type { Lineage, LineageAnswerEdge } from './lineage.ts'
import { lineageWords } from './lineage-words.ts'

export interface LineageLook {
  /** The drawing is wider where the names ask for it. */
  readonly width: number
  /** Colour group by the id of a model. */
  readonly groups: ReadonlyMap<string, string | null>
  /** Where a model's mark leads, as an address's fragment. */
  readonly linkOf?: (modelId: string) => string
  /** Where an edge's line leads. */
  readonly edgeLinkOf?: (edge: LineageAnswerEdge) => string
  /** Ids of the two models whose edge stands out. */
  readonly marked?: readonly string[]
}

export const lineageTitle = 'Lineage by the weights'
export const aloneTitle = 'No evidence of a relation'

/** The families of a lineage as a drawing. */
export function lineageDrawing(lineage: Lineage, look: LineageLook): Scene {
  const { modelIds, models, families, edges } = lineage
  const { width, groups, linkOf, edgeLinkOf, marked = [] } = look
  const placeOf = new Map(modelIds.map((id, place) => [id, place]))
  const words = lineageSentences(lineage)
  return familyScene({
    title: lineageTitle,
    description: lineageCaption(lineage),
    width,
    models: modelIds.map((id, place) => ({
      name: models[place]!,
      group: groups.get(id) ?? null,
      title: markTitle(models[place]!, [
        ...((groups.get(id) ?? null) === null ? [] : [['Family', groups.get(id)!] as const]),
        ['By its weights', words.ofModel(id) ?? 'nothing among these that it descends from'] as const,
      ]),
      ...(linkOf === undefined ? {} : { link: linkOf(id) }),
    })),
    edges: edges.map((edge) => ({
      from: placeOf.get(edge.from)!,
      to: placeOf.get(edge.to)!,
      isDirected: edge.isDirected,
      label: edgeLabel(lineage, edge),
      title: markTitle(words.ofEdge(edge), edgeFacts(lineage, edge)),
      isMarked: marked.includes(edge.from) && marked.includes(edge.to),
      ...(edgeLinkOf === undefined ? {} : { link: edgeLinkOf(edge) }),
    })),
    families: families.map((family) => family.map((id) => placeOf.get(id)!)),
    aloneTitle,
  })
}

/** How the drawing is read. */
export function lineageCaption({ modelIds, families }: Lineage): string {
  const related = families.filter((family) => family.length > 1)
  const count = related.length === 0 ? 'no relation found' : plural(related.length, 'family', 'families')
  return `${plural(modelIds.length, 'model')}, ${count}, by their weights alone · an arrow leads from a model to what was made from it; dashed: related without a direction`
}

/** What stands above an edge's line. */
export function edgeLabel(lineage: Lineage, edge: LineageAnswerEdge): string {
  const { name } = lineageWords[edge.kind]
  const share = shareOf(lineage, edge)
  return share === undefined ? name : `${name} ${share.share.toFixed(2)}`
}

function shareOf({ merges }: Lineage, { kind, from, to }: LineageAnswerEdge) {
  if (kind !== 'merge') return undefined
  return merges.find(({ modelId }) => modelId === to)?.parents.find(({ modelId }) => modelId === from)
}

/** What is known of an edge: how probable it is, how far the weights are apart, and what it rests on. */
export function edgeFacts(lineage: Lineage, edge: LineageAnswerEdge): MarkFacts['facts'] {
  const { kind, isDirected, confidence, evidence } = edge
  const { relativeDistance, relativeDistanceError, growth, noise, log10P, unitsInPlace } = evidence
  const share = shareOf(lineage, edge)
  const merge = kind === 'merge' ? lineage.merges.find(({ modelId }) => modelId === edge.to) : undefined
  const facts: (readonly [string, string])[] = [['Meaning', lineageWords[kind].meaning]]
  if (share !== undefined) facts.push(['Share', plusMinus(share.share, share.shareError)])
  if (merge !== undefined) {
    if (merge.base !== null) facts.push(['Differences added to', nameIn(lineage, merge.base)])
    facts.push(['Not explained by the parents', `${fixed(100 * merge.residual, merge.residual < 0.01 ? 2 : 1)} %`])
  } else {
    if (!isDirected) facts.push(['Direction', 'cannot be told from the weights'])
    else if (confidence !== null) facts.push(['Probability of this direction', probabilityText(confidence)])
  }
  if (relativeDistance !== null)
    facts.push(['Layers moved by', `${plusMinus(relativeDistance, relativeDistanceError)} of their length`])
  if (noise !== null && kind === 'quantization')
    facts.push(['Noise', `${fixed(noise.ratio, 2)} times that of its type, over ${plural(noise.tensors, 'tensor')}`])
  if (growth !== null && kind === 'finetune')
    facts.push([
      'Growth of the weights',
      `${fixed(growth.median, 2)} of the step, over ${plural(growth.tensors, 'tensor')}`,
    ])
  if (unitsInPlace !== null) facts.push(['Hidden units in the same place', `${Math.round(100 * unitsInPlace)} %`])
  if (log10P !== null) facts.push(['Unrelated models look so', chanceText(log10P)])
  return facts
}

/** No probability is so sure as to be 1. */
function probabilityText(probability: number): string {
  return fixed(Math.min(probability, 0.999), 3)
}

/** An edge's facts in one line: probability or share, how far the weights moved, and what that rests on. */
export function edgeBrief(lineage: Lineage, edge: LineageAnswerEdge): string {
  const { kind, isDirected, confidence, evidence } = edge
  const { relativeDistance, relativeDistanceError, growth, noise, log10P } = evidence
  const share = shareOf(lineage, edge)
  const parts: string[] = []
  if (share !== undefined) parts.push(`share ${plusMinus(share.share, share.shareError)}`)
  else if (isDirected && confidence !== null) parts.push(`probability ${probabilityText(confidence)}`)
  if (relativeDistance !== null) parts.push(`layers moved by ${plusMinus(relativeDistance, relativeDistanceError)}`)
  if (noise !== null && kind === 'quantization') parts.push(`${fixed(noise.ratio, 2)} times the noise of its type`)
  else if (growth !== null && kind === 'finetune') parts.push(`weights grew by ${fixed(growth.median, 2)} of the step`)
  else if (kind !== 'merge' && log10P !== null) parts.push(`unrelated models look so ${chanceText(log10P)}`)
  return parts.join(' · ')
}

/** Probability by its logarithm to the base of 10, which may be far below what a number can hold. */
function chanceText(log10P: number): string {
  if (log10P > -3) return `with probability ${(10 ** log10P).toPrecision(2)}`
  return `with probability below 1e−${Math.floor(-log10P)}`
}

function nameIn({ modelIds, models }: Lineage, id: string): string {
  return models[modelIds.indexOf(id)] ?? id
}

export interface LineageSentences {
  /** `oak-tales: trained from oak`. */
  readonly ofEdge: (edge: LineageAnswerEdge) => string
  /** What a model is to those that it is linked with; null where it descends from none of them. */
  readonly ofModel: (modelId: string) => string | null
}

/** A lineage in words: `quantization of oak`, `merge of oak-tales 0.50 and oak-sums 0.50`. */
export function lineageSentences(lineage: Lineage): LineageSentences {
  const { modelIds, models, edges, merges } = lineage
  const names = new Map(modelIds.map((id, place) => [id, models[place]!]))
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
    ofEdge: ({ from, to, kind }) => `${nameOf(to)}: ${lineageWords[kind].of} ${nameOf(from)}`,
    ofModel: (id) => {
      const merge = mergeOf.get(id)
      const parts =
        merge === undefined
          ? []
          : [
              `merge of ${merge.parents.map((parent) => `${nameOf(parent.modelId)} ${parent.share.toFixed(2)}`).join(', ')}`,
            ]
      const told = (toldOf.get(id) ?? []).filter(({ edge }) => edge.kind !== 'merge')
      for (const [of, group] of Map.groupBy(told, ({ edge }) => lineageWords[edge.kind].of))
        parts.push(
          `${of} ${firstNames(
            group.map(({ otherId }) => nameOf(otherId)),
            { most: 3 },
          )}`,
        )
      return parts.length === 0 ? null : parts.join('; ')
    },
  }
}

/** The edges with every digit, for files. */
export function lineageTable(lineage: Lineage): NumberTable {
  return {
    columns: [
      'from',
      'to',
      'kind',
      'directed',
      'probability',
      'share',
      'share_error',
      'relative_distance',
      'relative_distance_error',
      'growth_median',
      'noise_ratio',
      'units_in_place',
      'log10_p',
      'from_id',
      'to_id',
    ],
    rows: lineage.edges.map((edge) => {
      const share = shareOf(lineage, edge)
      const { relativeDistance, relativeDistanceError, growth, noise, unitsInPlace, log10P } = edge.evidence
      return [
        nameIn(lineage, edge.from),
        nameIn(lineage, edge.to),
        edge.kind,
        edge.isDirected ? 'yes' : 'no',
        edge.confidence,
        share?.share ?? null,
        share?.shareError ?? null,
        relativeDistance,
        relativeDistanceError,
        growth?.median ?? null,
        noise?.ratio ?? null,
        unitsInPlace,
        log10P,
        edge.from,
        edge.to,
      ]
    }),
  }
}

/** The edges for reading, with the digits that hold. */
export function lineageReading(lineage: Lineage): NumberTable {
  return {
    columns: ['Model', 'Is', 'Of', 'Probability', 'Share', 'Layers moved by'],
    rows: lineage.edges.map((edge) => {
      const share = shareOf(lineage, edge)
      const { relativeDistance, relativeDistanceError } = edge.evidence
      return [
        nameIn(lineage, edge.to),
        lineageWords[edge.kind].name,
        nameIn(lineage, edge.from),
        edge.confidence === null ? '–' : probabilityText(edge.confidence),
        share === undefined ? '–' : plusMinus(share.share, share.shareError),
        relativeDistance === null ? '–' : plusMinus(relativeDistance, relativeDistanceError),
      ]
    }),
  }
}
