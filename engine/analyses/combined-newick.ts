import { writeNewick } from '../../core/tree/newick-writer.ts'
import type { Tree } from '../../core/tree/tree.ts'
import type { CombinedTree } from './combined-tree.ts'

/**
 * A combined tree in extended Newick (Cardona, Rosselló & Valiente 2008), a line for each of its trees. Lengths of two
 * units must not be added up, so that they stand in comments, `[&by=weights,length=0.11,error=0.0003,kind=finetune]`,
 * and the tree itself has none. Inner nodes that are models have their names. A merge is a hybrid node: it stands below
 * each of its parents as `name#H1`, with its descendants below the first alone.
 */
export function combinedNewick({ nodes, furtherEdges }: CombinedTree): string {
  const hybrids = new Map([...new Set(furtherEdges.map(({ to }) => to))].map((id, index) => [id, `#H${index + 1}`]))
  const nameOf = new Map(nodes.flatMap(({ modelId, name }) => (modelId === null ? [] : [[modelId, name!] as const])))
  const labelOf = (id: string): string => `${nameOf.get(id)!}${hybrids.get(id) ?? ''}`
  const children = nodes.map((): Tree[] => [])
  const roots: Tree[] = []
  for (let position = nodes.length - 1; position >= 0; position--) {
    const { parent, modelId, by, length, lengthError, support, ...edge } = nodes[position]!
    const further = furtherEdges.filter(({ from }) => from === modelId)
    const comment = commentOf({ by, length, error: lengthError, support, ...saidOf(edge) })
    const node: Tree = {
      ...(modelId === null ? {} : { name: labelOf(modelId) }),
      ...(comment === '' ? {} : { comment }),
      children: [
        ...children[position]!.reverse(),
        ...further.map((of) => ({
          name: labelOf(of.to),
          comment: commentOf({ by: 'weights', ...saidOf(of) }),
          children: [],
        })),
      ],
    }
    if (parent === null) roots.push(node)
    else children[parent]!.push(node)
  }
  return roots
    .reverse()
    .map((root) => writeNewick(root))
    .join('\n')
}

type Said = Pick<CombinedTree['nodes'][number], 'kind' | 'probability' | 'share' | 'shareError'>

function saidOf({ kind, probability, share, shareError }: Said) {
  return { kind, probability, share, shareError }
}

function commentOf(values: Readonly<Record<string, string | number | null>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null)
  return given.length === 0 ? '' : `&${given.map(([key, value]) => `${key}=${String(value)}`).join(',')}`
}
