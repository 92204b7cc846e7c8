import { plural, significant } from '../../../core/format/quantity.ts'
import { supportPercent } from '../../../core/layout/support-marks.ts'
import { sameNodes } from '../../../core/tree/same-nodes.ts'
import type { Tree } from '../../../engine/api/contract.ts'

/** What each node of a tree is called by those who read it by ear. */
export function nodeNames(tree: Tree, collapsed: ReadonlySet<number>): readonly string[] {
  const tips = tree.nodes.map(({ modelId }) => (modelId === null ? 0 : 1))
  for (let node = tree.nodes.length - 1; node > 0; node--) tips[tree.nodes[node]!.parent!]! += tips[node]!
  const same = sameNodes(tree.nodes, tree.same)
  return tree.nodes.map(({ name, length, support }, node) => {
    if (name !== null) return `${name}${length === null ? '' : `, branch ${significant(length)}`}`
    if (same.has(node)) return `${plural(tips[node]!, 'model')}, the same within the noise`
    const clade = collapsed.has(node) ? 'Collapsed clade' : 'Clade'
    return `${clade} of ${tips[node]!}${support === null ? '' : `, support ${supportPercent(support)} %`}`
  })
}
