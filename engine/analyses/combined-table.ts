import { percentText, plural } from '../../core/format/quantity.ts'
import type { NumberTable } from '../../core/table/number-table.ts'
import { nothingToSay, withoutEmptyColumns } from '../../core/table/without-empty-columns.ts'
import { lengthText, modelsBelow, shareText, weightsEdgeOf } from './combined-edges.ts'
import type { CombinedTree, CombinedTreeNode } from './combined-tree.ts'
import { probabilityText } from './lineage-sentences.ts'
import { lineageWords } from './lineage-words.ts'

/** The edges with every digit, for files. */
export function combinedTable({ nodes, furtherEdges }: CombinedTree): NumberTable {
  const positionOf = new Map(nodes.map(({ modelId }, position) => [modelId, position]))
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
      ...nodes.map((node, position) => [
        position,
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
        positionOf.get(edge.to)!,
        positionOf.get(edge.from)!,
        nodes[positionOf.get(edge.to)!]!.name,
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
  const directionText = ({ probability }: Pick<CombinedTreeNode, 'probability'>): string =>
    probability === null ? nothingToSay : probabilityText(probability)
  const table: NumberTable = {
    columns: ['Node', 'Rests on', 'Is', 'Of', 'Length', 'Support', 'Probability', 'Share'],
    rows: [
      ...nodes.flatMap((node, position) => {
        if (node.parent === null) return []
        const edge = weightsEdgeOf(combined, node)
        return [
          [
            node.name ?? plural(modelsBelow(combined, position), 'model'),
            node.by,
            edge === undefined ? nothingToSay : lineageWords[edge.kind].name,
            edge === undefined ? nothingToSay : nameOf.get(edge.from === node.modelId ? edge.to : edge.from)!,
            lengthText(node),
            node.support === null ? nothingToSay : percentText(node.support),
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
        nothingToSay,
        nothingToSay,
        directionText(edge),
        shareText(edge),
      ]),
    ],
  }
  return withoutEmptyColumns(table, 2)
}
