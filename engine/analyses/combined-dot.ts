import { lengthText, shareText } from './combined-edges.ts'
import type { CombinedTree, CombinedTreeNode } from './combined-tree.ts'
import { quoted } from './lineage-dot.ts'
import { lineageWords } from './lineage-words.ts'

/** A combined tree as a graph of Graphviz's language; broken edges rest on weights. */
export function combinedDot({ nodes, furtherEdges }: CombinedTree): string {
  const idOf = (position: number): string => quoted(nodes[position]!.modelId ?? `point ${position}`)
  const marks = nodes.map(({ name }, position) =>
    name === null ? `  ${idOf(position)} [shape=point]` : `  ${idOf(position)} [label=${quoted(name)}]`,
  )
  const ofWeights = (edge: Pick<CombinedTreeNode, 'kind' | 'share' | 'shareError'>): string =>
    edge.kind === null ? '' : `${lineageWords[edge.kind].name}${edge.share === null ? '' : ` ${shareText(edge)}`}`
  const edges = nodes.flatMap((node, position) => {
    if (node.parent === null) return []
    const length = node.length === null ? '' : lengthText(node)
    const label = [node.by === 'weights' ? ofWeights(node) : '', length].filter((part) => part !== '').join(' ')
    const style = node.by === 'behaviour' ? 'dir=none' : 'style=dashed'
    return [`  ${idOf(node.parent)} -> ${idOf(position)} [label=${quoted(label)}, ${style}]`]
  })
  const further = furtherEdges.map(
    (edge) =>
      `  ${quoted(edge.from)} -> ${quoted(edge.to)} [label=${quoted(ofWeights(edge))}, style=dashed, constraint=false]`,
  )
  return ['digraph tree {', '  rankdir=LR', '  node [shape=box]', ...marks, ...edges, ...further, '}', ''].join('\n')
}
