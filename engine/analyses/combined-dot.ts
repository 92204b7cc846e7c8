import { lengthText } from './combined-drawing.ts'
import type { CombinedTree } from './combined-tree.ts'
import { quoted } from './lineage-dot.ts'
import { lineageWords } from './lineage-words.ts'

/** A combined tree as a graph of Graphviz's language; broken edges rest on weights. */
export function combinedDot({ nodes, furtherEdges }: CombinedTree): string {
  const idOf = (place: number): string => quoted(nodes[place]!.modelId ?? `point ${place}`)
  const marks = nodes.map(({ name }, place) =>
    name === null ? `  ${idOf(place)} [shape=point]` : `  ${idOf(place)} [label=${quoted(name)}]`,
  )
  const ofWeights = (kind: CombinedTree['nodes'][number]['kind'], share: number | null): string =>
    kind === null ? '' : `${lineageWords[kind].name}${share === null ? '' : ` ${share.toFixed(2)}`}`
  const edges = nodes.flatMap((node, place) => {
    if (node.parent === null) return []
    const label = node.by === 'behaviour' ? lengthText(node) : ofWeights(node.kind, node.share)
    const style = node.by === 'behaviour' ? 'dir=none' : 'style=dashed'
    return [`  ${idOf(node.parent)} -> ${idOf(place)} [label=${quoted(label)}, ${style}]`]
  })
  const further = furtherEdges.map(
    ({ from, to, kind, share }) =>
      `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(ofWeights(kind, share))}, style=dashed, constraint=false]`,
  )
  return ['digraph tree {', '  rankdir=LR', '  node [shape=box]', ...marks, ...edges, ...further, '}', ''].join('\n')
}
