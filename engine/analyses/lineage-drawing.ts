import { plusMinus } from '../../core/format/plus-minus.ts'
import { plural } from '../../core/format/quantity.ts'
import { familyScene } from '../../core/layout/family-scene.ts'
import { markTitle } from '../../core/scene/mark-title.ts'
import type { Scene } from '../../core/scene/scene.ts'
import type { NumberTable } from '../../core/table/number-table.ts'
import { nothingToSay, withoutEmptyColumns } from '../../core/table/without-empty-columns.ts'
import type { Lineage, LineageAnswerEdge } from './lineage.ts'
import {
  beginningsOf,
  edgeFacts,
  edgeLabel,
  lineageSentences,
  nameIn,
  probabilityText,
  shareOf,
} from './lineage-sentences.ts'
import { lineageOrder } from './lineage-order.ts'
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
    groupTitle: 'Colour: family as in the library, not by the weights',
  })
}

/** How the drawing is read. */
export function lineageCaption({ modelIds, families }: Lineage): string {
  const related = families.filter((family) => family.length > 1)
  const count = related.length === 0 ? 'no relation found' : plural(related.length, 'family', 'families')
  return `${plural(modelIds.length, 'model')}, ${count}, by their weights alone · an arrow leads from a model to what was made from it; dashed: related without a direction`
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
      'unit_distance',
      'unit_distance_error',
      'unit_distance_floor',
      'matched_units',
      'growth_median',
      'noise_ratio',
      'units_in_place',
      'log10_p',
      'from_id',
      'to_id',
      'alternative_ids',
    ],
    rows: lineage.edges.map((edge) => {
      const share = shareOf(lineage, edge)
      const { relativeDistance, relativeDistanceError, matched, growth, noise, unitsInPlace, log10P } = edge.evidence
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
        matched?.relativeDistance ?? null,
        matched?.relativeDistanceError ?? null,
        matched?.floor ?? null,
        matched?.units ?? null,
        growth?.median ?? null,
        noise?.ratio ?? null,
        unitsInPlace,
        log10P,
        edge.from,
        edge.to,
        edge.alternatives.join(' '),
      ]
    }),
  }
}

/**
 * The models for reading, parents before what descends from them, each with what it is of which; numbers with the
 * digits that hold. A model with several edges has a row for each.
 */
export function lineageReading(lineage: Lineage): NumberTable {
  const incoming = Map.groupBy(lineage.edges, ({ to }) => to)
  const beginning = new Set(lineage.edges.map(({ from }) => from))
  return withoutEmptyColumns(
    {
      columns: ['Model', 'Is', 'Of', 'Probability', 'Share', 'Layers moved by', 'Matched units moved by'],
      rows: lineageOrder(lineage).flatMap((id) => {
        const edges = incoming.get(id)
        if (edges !== undefined) return edges.map((edge) => readingOf(lineage, edge))
        const is = beginning.has(id) ? firstWords : aloneWords
        return [[nameIn(lineage, id), is, ...Array.from({ length: 5 }, () => nothingToSay)]]
      }),
    },
    3,
  )
}

/** What a model is that the others of its family are told by, and one that has none. */
const firstWords = 'first of its family'
const aloneWords = 'no evidence of a relation'

function readingOf(lineage: Lineage, edge: LineageAnswerEdge): string[] {
  const share = shareOf(lineage, edge)
  const { relativeDistance, relativeDistanceError, matched } = edge.evidence
  return [
    nameIn(lineage, edge.to),
    lineageWords[edge.kind].name,
    beginningsOf(lineage, edge),
    edge.confidence === null ? nothingToSay : probabilityText(edge.confidence),
    share === undefined ? nothingToSay : plusMinus(share.share, share.shareError),
    relativeDistance === null ? nothingToSay : plusMinus(relativeDistance, relativeDistanceError),
    matched === null ? nothingToSay : plusMinus(matched.relativeDistance, matched.relativeDistanceError),
  ]
}
