import { ancestralClades } from '../core/tree/ancestral-clades.ts'
import { treeOfRows } from '../core/tree/node-rows.ts'
import { prune } from '../core/tree/prune.ts'
import { recoveredClades } from '../core/tree/recovered-clades.ts'
import type { Tree } from '../engine/api/contract.ts'

/** A model and what it was made from; null for a base model, several for a merge. */
interface Descent {
  readonly name: string
  readonly parent: string | readonly string[] | null
}

/** A model with everything made from it, and whether the tree shows the two apart from all others. */
export interface TrueClade {
  readonly members: readonly string[]
  readonly recovered: boolean
}

/**
 * Which true clades a tree shows. Merges belong to no single line of descent and are left out of clades and tree alike.
 */
export function compareClades(descents: readonly Descent[], { nodes }: Pick<Tree, 'nodes'>): TrueClade[] {
  const single = descents
    .map(({ name, parent }) => ({
      name,
      parents: parent === null ? [] : typeof parent === 'string' ? [parent] : parent,
    }))
    .filter(({ parents }) => parents.length < 2)
  const names = new Set(single.map(({ name }) => name))
  const tree = prune(treeOfRows(nodes), (tip) => names.has(tip.name ?? ''))
  if (tree === undefined) return []
  return recoveredClades(tree, ancestralClades(single)).map(({ tips, recovered }) => ({ members: tips, recovered }))
}
