import { firstNames } from '../../../core/format/first-names.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { supportPercent } from '../../../core/layout/support-marks.ts'
import { sameNodes } from '../../../core/tree/same-nodes.ts'
import type { Tree } from '../../../engine/api/contract.ts'

/** Models of a clade that are named where it is called by them. */
const namedModels = 2

/**
 * What each inner node of a tree is called, by its models in the order drawn: `Clade of 4: oak, oak-Q4_0 and 2 more`;
 * tips are called by their names.
 */
export function cladeNames(tree: Tree, collapsed: ReadonlySet<number>): readonly string[] {
  const members = membersOf(tree)
  const same = sameNodes(tree.nodes, tree.same)
  return tree.nodes.map(({ name }, node) => {
    if (name !== null) return name
    const models = firstNames(members[node]!, { most: namedModels })
    if (same.has(node)) return `${plural(members[node]!.length, 'model')}, the same within the noise: ${models}`
    return `${collapsed.has(node) ? 'Collapsed clade' : 'Clade'} of ${members[node]!.length}: ${models}`
  })
}

/** What each node of a tree is called by those who read it by ear: its name, and what is known of its branch. */
export function nodeNames(tree: Tree, collapsed: ReadonlySet<number>): readonly string[] {
  const same = sameNodes(tree.nodes, tree.same)
  return cladeNames(tree, collapsed).map((called, node) => {
    const { name, length, support } = tree.nodes[node]!
    if (name !== null) return `${called}${length === null ? '' : `, branch ${significant(length)}`}`
    return `${called}${support === null || same.has(node) ? '' : `, support ${supportPercent(support)} %`}`
  })
}

/** Names of the models below each node, or of the node's own, in preorder. */
function membersOf({ nodes }: Tree): readonly (readonly string[])[] {
  const members: string[][] = nodes.map(({ modelId, name }) => (modelId === null ? [] : [name ?? modelId]))
  for (let node = nodes.length - 1; node > 0; node--) members[nodes[node]!.parent!]!.unshift(...members[node]!)
  return members
}
