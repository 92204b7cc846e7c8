import type { Lineage } from './lineage.ts'
import { lineageWords } from './lineage-words.ts'

/** A lineage as a graph of Graphviz's language. Edges without a direction are drawn without an arrow. */
export function lineageDot({ modelIds, models, edges, merges }: Lineage): string {
  const shareOf = new Map(
    merges.flatMap(({ modelId, parents }) =>
      parents.map((parent) => [`${parent.modelId} ${modelId}`, parent.share.toFixed(2)] as const),
    ),
  )
  const nodes = modelIds.map((id, index) => `  ${quoted(id)} [label=${quoted(models[index]!)}]`)
  const lines = edges.map(({ from, to, kind, isDirected }) => {
    const share = shareOf.get(`${from} ${to}`)
    const label =
      share === undefined || kind !== 'merge' ? lineageWords[kind].name : `${lineageWords[kind].name} ${share}`
    return `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(label)}${isDirected ? '' : ', dir=none, style=dashed'}]`
  })
  return ['digraph lineage {', '  node [shape=box]', ...nodes, ...lines, '}', ''].join('\n')
}

/** A quoted identifier: in it only quotes and backslashes have a meaning, and a backslash would begin an escape. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (mark) => (mark === '"' ? '\\"' : '\\\\'))}"`
}
