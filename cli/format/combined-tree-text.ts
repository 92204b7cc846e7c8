import { percentText } from '../../core/format/quantity.ts'
import { printable } from '../../core/format/printable.ts'
import { apartTitle } from '../../engine/analyses/combined-drawing.ts'
import { firstApart, lengthText, weightsEdgeOf } from '../../engine/analyses/combined-edges.ts'
import type { CombinedTree } from '../../engine/analyses/combined-tree.ts'
import { beginningsOf, edgeBrief, mergeText } from '../../engine/analyses/lineage-sentences.ts'
import { lineageWords } from '../../engine/analyses/lineage-words.ts'

/**
 * A combined tree for a terminal: what hangs below a node stands below it, indented, behind what its edge says. Solid
 * lines rest on behaviour, broken ones on weights; lines are not to scale.
 */
export function combinedTreeText(combined: CombinedTree): string {
  const { nodes, furtherEdges, models } = combined
  const nameOf = new Map(models.map(({ modelId, name }) => [modelId, printable(name)]))
  const children = nodes.map((): number[] => [])
  for (const [position, { parent }] of nodes.entries()) if (parent !== null) children[parent]!.push(position)
  const lines: { readonly drawn: string; readonly said: string }[] = []
  const add = (position: number, before: string, after: string): void => {
    const { name, modelId } = nodes[position]!
    // The text of a merge names all its parents.
    const further = furtherEdges
      .filter(({ to, kind }) => to === modelId && kind !== 'merge')
      .map(({ from, kind }) => `also ${lineageWords[kind].of} ${nameOf.get(from)!}`)
    const said = [edgeText(combined, position, nameOf), ...further].filter((part) => part !== '').join(', ')
    lines.push({ drawn: `${before}${name === null ? '┐' : printable(name)}`, said })
    for (const [index, child] of children[position]!.entries()) {
      const isLast = index === children[position]!.length - 1
      const line = nodes[child]!.by === 'weights' ? '╌' : '─'
      add(child, `${after}${isLast ? '└' : '├'}${line} `, `${after}${isLast ? '   ' : '│  '}`)
    }
  }
  const apart = firstApart(combined)
  for (const [position, { parent }] of nodes.entries()) {
    if (parent !== null) continue
    if (position === apart) lines.push({ drawn: '', said: '' }, { drawn: `${apartTitle}:`, said: '' })
    add(position, '', '')
  }
  const widest = Math.max(...lines.map(({ drawn, said }) => (said === '' ? 0 : [...drawn].length)))
  const drawing = lines.map(({ drawn, said }) =>
    said === '' ? drawn : `${drawn}${' '.repeat(widest - [...drawn].length)}  ${said}`,
  )
  return `${drawing.join('\n')}\n`
}

/** What the edge above a node rests on, in numbers. */
function edgeText(combined: CombinedTree, position: number, nameOf: ReadonlyMap<string, string>): string {
  const node = combined.nodes[position]!
  if (node.by === null) return ''
  if (node.by === 'behaviour')
    return `distance ${lengthText(node)}${node.support === null ? '' : `, support ${percentText(node.support)}`}`
  const edge = weightsEdgeOf(combined, node)
  if (edge === undefined) return 'of the same family'
  const merge = edge.kind === 'merge' ? combined.lineage.merges.find(({ modelId }) => modelId === edge.to) : undefined
  if (merge !== undefined) return printable(mergeText(combined.lineage, merge))
  const other = edge.from === node.modelId ? nameOf.get(edge.to)! : printable(beginningsOf(combined.lineage, edge))
  return [`${lineageWords[edge.kind].of} ${other}`, ...edgeBrief(combined.lineage, edge)].join(', ')
}
