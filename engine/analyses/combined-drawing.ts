import { plusMinus } from '../../core/format/plus-minus.ts'
import { percentText, plural } from '../../core/format/quantity.ts'
import { combinedScene } from '../../core/layout/combined-scene.ts'
import { markTitle, type MarkFacts } from '../../core/scene/mark-title.ts'
import type { Scene } from '../../core/scene/scene.ts'
import type { NumberTable } from '../../core/table/number-table.ts'
import { cladeOf } from '../../core/tree/clade.ts'
import type { CombinedTree, CombinedTreeNode } from './combined-tree.ts'
import { measureWords, methodWords, rootingCaption } from './comparison-words.ts'
import { edgeLabel } from './lineage-drawing.ts'
import { edgeFacts, lineageSentences, probabilityText } from './lineage-sentences.ts'
import type { LineageAnswerEdge } from './lineage.ts'
import { lineageWords } from './lineage-words.ts'
import type { TreeColours } from './tree-drawing.ts'

export interface CombinedLook {
  readonly title: string
  /** The drawing is wider where the names ask for it. */
  readonly width: number
  readonly colours: TreeColours | null
  /** Where a model's mark leads, as an address's fragment. */
  readonly linkOf?: (modelId: string) => string
  /** Where the line of an edge by weights leads. */
  readonly edgeLinkOf?: (edge: { readonly from: string; readonly to: string }) => string
}

/** Above what no populations join to the tree. */
export const apartTitle = 'Not joined: no model of the family is probed with this genome'

/** A combined tree as a drawing. */
export function combinedDrawing(combined: CombinedTree, look: CombinedLook): Scene {
  const { nodes, furtherEdges, models, lineage } = combined
  const { title, width, colours, linkOf, edgeLinkOf } = look
  const words = lineageSentences(lineage)
  const placeOf = new Map(nodes.flatMap(({ modelId }, place) => (modelId === null ? [] : [[modelId, place] as const])))
  const known = new Map(models.map((model) => [model.modelId, model]))
  const colourOf = (id: string): string | null => colours?.valueOf(id) ?? null
  const modelTitle = (id: string): string => {
    const { name, isProbed, isRead } = known.get(id)!
    return markTitle(name, [
      ...(colours === null || colourOf(id) === null ? [] : [[colours.title, colourOf(id)!] as const]),
      [
        'By its weights',
        isRead ? (words.ofModel(id) ?? 'nothing among these that it descends from') : 'not read; placed by behaviour',
      ],
      ...(isProbed ? [] : [['Behaviour', 'not probed with this genome'] as const]),
    ])
  }
  return combinedScene({
    title,
    description: combinedCaption(combined),
    width,
    nodes: nodes.map((node, place) => {
      const edge = weightsEdgeOf(combined, node)
      return {
        parent: node.parent,
        by: node.by,
        length: node.length,
        support: node.support,
        model:
          node.modelId === null
            ? null
            : {
                name: node.name!,
                group: colourOf(node.modelId),
                title: modelTitle(node.modelId),
                ...(linkOf === undefined ? {} : { link: linkOf(node.modelId) }),
              },
        label: edge === undefined ? '' : edgeLabel(lineage, edge),
        edgeTitle: node.parent === null ? null : markTitle(edgeName(combined, place), nodeFacts(combined, node)),
        ...(edge === undefined || edgeLinkOf === undefined ? {} : { edgeLink: edgeLinkOf(edge) }),
      }
    }),
    furtherEdges: furtherEdges.map((further) => {
      const edge = edgeBetween(combined, further)!
      return {
        from: placeOf.get(further.from)!,
        to: placeOf.get(further.to)!,
        label: further.share === null ? lineageWords[further.kind].name : further.share.toFixed(2),
        title: markTitle(words.ofEdge(edge), [restsOn('weights'), ...edgeFacts(lineage, edge)]),
        ...(edgeLinkOf === undefined ? {} : { link: edgeLinkOf(edge) }),
      }
    }),
    firstApart: firstApart(combined),
    apartTitle,
    groupsTitle: colours?.title ?? '',
  })
}

/** Index of the first root that nothing joins to the tree; null where all are joined. */
export function firstApart({ nodes, families }: Pick<CombinedTree, 'nodes' | 'families'>): number | null {
  const roots = nodes.flatMap(({ parent }, place) => (parent === null ? [place] : []))
  const isAnyJoined = families.some(({ isJoined }) => isJoined)
  return roots[isAnyJoined ? 1 : 0] ?? null
}

function edgeBetween(
  { lineage }: CombinedTree,
  wanted: { readonly from: string | null; readonly to: string | null; readonly kind: string | null },
): LineageAnswerEdge | undefined {
  return lineage.edges.find(({ from, to, kind }) => from === wanted.from && to === wanted.to && kind === wanted.kind)
}

/** The lineage's edge that the edge above a node rests on. */
export function weightsEdgeOf(combined: CombinedTree, node: CombinedTreeNode): LineageAnswerEdge | undefined {
  return node.by === 'weights' ? edgeBetween(combined, node) : undefined
}

/** What the edge above a node leads to. */
function edgeName(combined: CombinedTree, place: number): string {
  const node = combined.nodes[place]!
  const edge = weightsEdgeOf(combined, node)
  if (edge !== undefined) return lineageSentences(combined.lineage).ofEdge(edge)
  return node.name ?? `${plural(modelsBelow(combined, place), 'model')} below this point`
}

function modelsBelow({ nodes }: CombinedTree, place: number): number {
  const clade = cladeOf(
    place,
    nodes.map(({ parent }) => parent ?? -1),
  )
  return [...clade].filter((member) => nodes[member]!.modelId !== null).length
}

const restsOn = (by: CombinedTreeNode['by']): readonly [string, string] => [
  'Rests on',
  by === 'behaviour' ? 'behaviour' : 'weights',
]

/** What is known of the edge above a node. */
function nodeFacts(combined: CombinedTree, node: CombinedTreeNode): MarkFacts['facts'] {
  const edge = weightsEdgeOf(combined, node)
  if (node.by === 'weights')
    return [
      restsOn('weights'),
      ...(edge === undefined
        ? [['Meaning', 'of one family; which of its roots comes first cannot be told'] as const]
        : edgeFacts(combined.lineage, edge)),
    ]
  return [
    restsOn('behaviour'),
    ['Length', `${lengthText(node)} of the distance`],
    ...(node.support === null
      ? []
      : [['Support', `${percentText(node.support)} of ${plural(combined.replicates, 'replicate')}`] as const]),
  ]
}

/** The length of the edge above a node with its error; a dash where it is not known. */
export function lengthText({ length, lengthError }: Pick<CombinedTreeNode, 'length' | 'lengthError'>): string {
  return length === null ? '–' : plusMinus(length, lengthError)
}

/** How the tree was made, and how it is read. */
export function combinedCaption(combined: CombinedTree): string {
  const { models, families, method, measure, replicates, genes } = combined
  const joined = families.filter(({ isJoined }) => isJoined).length
  const root = combined.root === 'none' ? ('midpoint' as const) : combined.root
  return [
    `${plural(models.length, 'model')} in ${plural(families.length, 'family', 'families')} by weights, ${joined === families.length ? 'all' : String(joined)} joined by behaviour`,
    methodWords[method].name,
    between(rootingCaption({ method, root }, true)),
    measureWords[measure].name,
    replicates > 0
      ? `errors and support from ${plural(replicates, 'replicate')} over ${plural(genes, 'gene')}`
      : 'no bootstrap',
    'solid edges rest on behaviour, broken ones on weights',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** Inside of families the weights tell the root. */
function between(rooting: string): string {
  return rooting === '' ? '' : `${rooting} between families`
}

/** The edges with every digit, for files. */
export function combinedTable({ nodes, furtherEdges }: CombinedTree): NumberTable {
  const placeOf = new Map(nodes.map(({ modelId }, place) => [modelId, place]))
  return {
    columns: [
      'node',
      'parent',
      'name',
      'model',
      'rests_on',
      'length',
      'length_error',
      'support',
      'kind',
      'from',
      'to',
      'probability',
      'share',
      'share_error',
      'beside_tree',
    ],
    rows: [
      ...nodes.map((node, place) => [
        place,
        node.parent,
        node.name,
        node.modelId,
        node.by,
        node.length,
        node.lengthError,
        node.support,
        node.kind,
        node.from,
        node.to,
        node.probability,
        node.share,
        node.shareError,
        'no',
      ]),
      ...furtherEdges.map((edge) => [
        placeOf.get(edge.to)!,
        placeOf.get(edge.from)!,
        nodes[placeOf.get(edge.to)!]!.name,
        edge.to,
        'weights',
        null,
        null,
        null,
        edge.kind,
        edge.from,
        edge.to,
        edge.probability,
        edge.share,
        edge.shareError,
        'yes',
      ]),
    ],
  }
}

/** The edges for reading, with the digits that hold. */
export function combinedReading(combined: CombinedTree): NumberTable {
  const { nodes, furtherEdges, models } = combined
  const nameOf = new Map(models.map(({ modelId, name }) => [modelId, name]))
  const shareText = ({ share, shareError }: Pick<CombinedTreeNode, 'share' | 'shareError'>): string =>
    share === null ? '–' : plusMinus(share, shareError)
  const directionText = ({ probability }: Pick<CombinedTreeNode, 'probability'>): string =>
    probability === null ? '–' : probabilityText(probability)
  return {
    columns: ['Node', 'Rests on', 'Is', 'Of', 'Length', 'Support', 'Probability', 'Share'],
    rows: [
      ...nodes.flatMap((node, place) => {
        if (node.parent === null) return []
        const edge = weightsEdgeOf(combined, node)
        return [
          [
            node.name ?? plural(modelsBelow(combined, place), 'model'),
            node.by,
            edge === undefined ? '–' : lineageWords[edge.kind].name,
            edge === undefined ? '–' : nameOf.get(edge.from === node.modelId ? edge.to : edge.from)!,
            lengthText(node),
            node.support === null ? '–' : percentText(node.support),
            directionText(node),
            shareText(node),
          ],
        ]
      }),
      ...furtherEdges.map((edge) => [
        nameOf.get(edge.to)!,
        'weights',
        lineageWords[edge.kind].name,
        nameOf.get(edge.from)!,
        '–',
        '–',
        directionText(edge),
        shareText(edge),
      ]),
    ],
  }
}
