import type { Lineage } from './lineage.ts'
import { edgeLabel } from './lineage-sentences.ts'

/** A lineage as a graph of Graphviz's language. Edges without a direction are drawn without an arrow. */
export function lineageDot(lineage: Lineage): string {
  const { modelIds, models, edges } = lineage
  const nodes = modelIds.map((id, index) => `  ${quoted(id)} [label=${quoted(models[index]!)}]`)
  const lines = edges.map((edge) => {
    const { from, to, isDirected } = edge
    const label = quoted(edgeLabel(lineage, edge))
    return `  ${quoted(from)} -> ${quoted(to)} [label=${label}${isDirected ? '' : ', dir=none, style=dashed'}]`
  })
  return ['digraph lineage {', '  node [shape=box]', ...nodes, ...lines, '}', ''].join('\n')
}

/** A quoted identifier: in it only quotes and backslashes have a meaning, and a backslash would begin an escape. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (mark) => (mark === '"' ? '\\"' : '\\\\'))}"`
}
