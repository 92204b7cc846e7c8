import { treeLayouts, type TreeLayoutName } from '../../../core/layout/tree-placing.ts'
import { treeRequest } from '../../../engine/analyses/tree.ts'
import { comparisonSettings, treeInside } from '../../settings/comparison-settings.ts'
import { requestSetting } from '../../settings/request-settings.ts'
import { choice, whole, words, type ValuesOf } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const treeView = viewSettings('tree', {
  ...comparisonSettings,
  ...treeInside,
  /** `usual`: the one that a tree of so many models can be read in. */
  layout: choice('usual', ['usual', ...treeLayouts]),
  method: requestSetting(treeRequest, 'method'),
  /** `none`, `midpoint` or the id of a model. */
  root: words('none'),
  replicates: requestSetting(treeRequest, 'replicates'),
  seed: requestSetting(treeRequest, 'seed'),
  color: choice('family', ['family', 'architecture', 'quantization', 'none']),
  /** Support below this percentage is not written. */
  support: whole({ usual: 0, least: 0, most: 100 }),
  /** The drawing, or the tree for reading: an outline; with lineages inside of families a table of its edges. */
  as: choice('drawing', ['drawing', 'table']),
  /** Tips whose name holds this are marked. */
  find: words(),
  /** The node and the clades that were chosen, by `keptNodes`. */
  selected: words(),
  collapsed: words(),
})

export type TreeSettings = ValuesOf<typeof treeView.settings>
/** From so many models on the names around an unrooted tree leave it no room. */
const manyModels = 30

/** The layout that is drawn of so many models. */
export function shownLayout(layout: TreeSettings['layout'], models: number): TreeLayoutName {
  if (layout !== 'usual') return layout
  return models < manyModels ? 'unrooted' : 'phylogram'
}

export type TreeColoring = TreeSettings['color']
