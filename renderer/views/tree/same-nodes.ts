import type { Tree } from '../../../engine/api/contract.ts'

/** Whether two trees are the same but for their supports. */
export function sameNodes(one: Tree, other: Tree): boolean {
  return (
    one === other ||
    (one.nodes.length === other.nodes.length &&
      one.nodes.every((node, at) => {
        const { parent, modelId, length } = other.nodes[at]!
        return node.parent === parent && node.modelId === modelId && node.length === length
      }))
  )
}
