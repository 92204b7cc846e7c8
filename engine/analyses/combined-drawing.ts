import { percentText, plural } from '../../core/format/quantity.ts'
import { combinedScene } from '../../core/layout/combined-scene.ts'
import { markTitle, type MarkFacts } from '../../core/scene/mark-title.ts'
import type { Scene } from '../../core/scene/scene.ts'
import { edgeBetween, firstApart, lengthText, modelsBelow, shareText, weightsEdgeOf } from './combined-edges.ts'
import type { CombinedTree, CombinedTreeNode } from './combined-tree.ts'
import { measureWords, methodWords, rootingCaption } from './comparison-words.ts'
import { edgeFacts, edgeLabel, lineageSentences, type LineageSentences } from './lineage-sentences.ts'
import { lineageWords } from './lineage-words.ts'
import type { TreeColours } from './tree-drawing.ts'

export interface CombinedLook {
  readonly title: string
  /** The drawing is wider where the names ask for it. */
  readonly width: number
  readonly colours: TreeColours | null
  /** Nodes whose names, and edges from the root on, stand out. */
  readonly highlighted?: ReadonlySet<number>
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
  const { title, width, colours, highlighted, linkOf, edgeLinkOf } = look
  const words = lineageSentences(lineage)
  const positionOf = new Map(
    nodes.flatMap(({ modelId }, position) => (modelId === null ? [] : [[modelId, position] as const])),
  )
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
    nodes: nodes.map((node, position) => {
      const edge = weightsEdgeOf(combined, node)
      return {
        parent: node.parent,
        by: node.by,
        length: node.length,
        support: node.support,
        isHighlighted: highlighted?.has(position) === true,
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
        edgeTitle:
          node.parent === null ? null : markTitle(edgeName(combined, position, words), nodeFacts(combined, node)),
        ...(edge === undefined || edgeLinkOf === undefined ? {} : { edgeLink: edgeLinkOf(edge) }),
      }
    }),
    furtherEdges: furtherEdges.map((further) => {
      const edge = edgeBetween(combined, further)!
      return {
        from: positionOf.get(further.from)!,
        to: positionOf.get(further.to)!,
        label: further.share === null ? lineageWords[further.kind].name : shareText(further),
        title: markTitle(words.ofEdge(edge), [restsOn('weights'), ...edgeFacts(lineage, edge)]),
        ...(edgeLinkOf === undefined ? {} : { link: edgeLinkOf(edge) }),
      }
    }),
    firstApart: firstApart(combined),
    apartTitle,
    groupsTitle: colours?.title ?? '',
  })
}

/** What the edge above a node leads to. */
function edgeName(combined: CombinedTree, position: number, words: LineageSentences): string {
  const node = combined.nodes[position]!
  const edge = weightsEdgeOf(combined, node)
  if (edge !== undefined) return words.ofEdge(edge)
  return node.name ?? `${plural(modelsBelow(combined, position), 'model')} below this point`
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

/** How the tree was made. What its lines mean is in its key. */
export function combinedCaption(combined: CombinedTree): string {
  const { families, method, root, measure, replicates } = combined
  const joined = families.filter(({ isJoined }) => isJoined).length
  const joining =
    joined < 2
      ? []
      : [
          methodWords[method].name,
          rootingCaption({ method, root }, true),
          measureWords[measure].name,
          replicates > 0 ? plural(replicates, 'replicate') : 'no bootstrap',
        ]
  return [
    `${plural(families.length, 'family', 'families')} by weights${families.length < 2 ? '' : `, ${joined < 2 ? 'none' : joined === families.length ? 'all' : String(joined)} joined by behaviour`}`,
    ...joining,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
