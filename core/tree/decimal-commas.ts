import { isTip, listNodes, type Tree } from './tree.ts'

const wholeNumber = /^\d+$/

/**
 * Lengths that seem to be written with a decimal comma, which separates nodes in Newick: `a:0,15` is a tip with the
 * length 0 and a tip called 15.
 *
 * @returns each as it would have been written, `0,15`, in the order of the tree
 */
export function decimalCommas(tree: Tree): string[] {
  return listNodes(tree).flatMap(({ node }) =>
    node.children.flatMap((child, index) => {
      const before = node.children[index - 1]?.length
      const { name = '' } = child
      const isRest = isTip(child) && child.length === undefined && wholeNumber.test(name)
      return isRest && before !== undefined && Number.isInteger(before) ? [`${before},${name}`] : []
    }),
  )
}
