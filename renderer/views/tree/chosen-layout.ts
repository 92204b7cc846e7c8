import { circularLayout } from '../../../core/layout/circular-layout.ts'
import { equalAngleLayout } from '../../../core/layout/equal-angle-layout.ts'
import { placeCircular } from '../../../core/layout/place-circular.ts'
import { placeRectangular, placeUnrooted, type DrawnTree } from '../../../core/layout/place-tree.ts'
import { rectangularLayout } from '../../../core/layout/rectangular-layout.ts'
import type { Tree } from '../../../core/tree/tree.ts'
import type { TreeLayoutChoice } from './tree-settings.ts'

/** A tree in a layout, to be placed in frames of any size. `names` are those of all nodes in preorder. */
export function placingIn(
  choice: TreeLayoutChoice,
  tree: Tree,
  names: readonly string[],
): (width: number, height: number) => DrawnTree {
  if (choice === 'unrooted') {
    const layout = equalAngleLayout(tree)
    return (width, height) => placeUnrooted(layout, names, width, height)
  }
  if (choice === 'circular' || choice === 'circular-cladogram') {
    const layout = circularLayout(tree, choice === 'circular' ? 'phylogram' : 'cladogram')
    return (width, height) => placeCircular(layout, names, width, height)
  }
  const layout = rectangularLayout(tree, choice)
  return (width, height) => placeRectangular(layout, names, width, height)
}
