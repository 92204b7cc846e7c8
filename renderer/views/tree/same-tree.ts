import type { Tree } from '../../../engine/api/contract.ts'

/** Whether two trees are the same but for their supports. */
export function isSameTree(left: Tree, right: Tree): boolean {
  return (
    left === right ||
    (left.nodes.length === right.nodes.length &&
      left.nodes.every((node, at) => {
        const { parent, modelId, length } = right.nodes[at]!
        return node.parent === parent && node.modelId === modelId && node.length === length
      }))
  )
}
