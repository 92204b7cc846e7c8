import type { Tree } from '../tree/tree.ts'
import { circularLayout } from './circular-layout.ts'
import { equalAngleLayout } from './equal-angle-layout.ts'
import { placeCircular } from './place-circular.ts'
import { placeRectangular, placeUnrooted, type DrawnTree } from './place-tree.ts'
import { rectangularLayout } from './rectangular-layout.ts'

export const treeLayouts = ['unrooted', 'phylogram', 'cladogram', 'circular', 'circular-cladogram'] as const
export type TreeLayoutName = (typeof treeLayouts)[number]

/** A tree in a layout, to be placed in frames of any size. `names` are those of all nodes in preorder. */
export function placingIn(
  layoutName: TreeLayoutName,
  tree: Tree,
  names: readonly string[],
): (width: number, height: number) => DrawnTree {
  if (layoutName === 'unrooted') {
    const layout = equalAngleLayout(tree)
    return (width, height) => placeUnrooted(layout, names, width, height)
  }
  if (layoutName === 'circular' || layoutName === 'circular-cladogram') {
    const layout = circularLayout(tree, layoutName === 'circular' ? 'phylogram' : 'cladogram')
    return (width, height) => placeCircular(layout, names, width, height)
  }
  const layout = rectangularLayout(tree, layoutName)
  return (width, height) => placeRectangular(layout, names, width, height)
}
