import { familyColour } from '../../../core/model/family-colour.ts'
import { useMemo } from 'react'
import type { Category } from '../../../core/color/categories.ts'
import type { DrawnTree } from '../../../core/layout/place-tree.ts'
import { shownSupport, type ShownSupport } from '../../../core/layout/support-marks.ts'
import type { TreeLayoutName } from '../../../core/layout/tree-placing.ts'
import type { Ink } from '../../../core/scene/scene.ts'
import { negativeNodes, placedTree, treeInks, type TreeColours } from '../../../engine/analyses/tree-drawing.ts'
import type { ModelSummary, Tree } from '../../../engine/api/contract.ts'
import type { Size } from '../../figure/use-size.ts'
import type { TreeColoring, TreeSettings } from './tree-settings.ts'

const coloringNames: Readonly<Record<Exclude<TreeColoring, 'none'>, string>> = {
  family: 'Family',
  architecture: 'Architecture',
  quantization: 'Quantization',
}

/** What a tree looks like in its frame, whatever is pointed at, found or selected. */
interface TreeLook {
  readonly drawn: DrawnTree | null
  readonly inks: readonly (Ink | null)[]
  readonly colours: TreeColours | null
  readonly legend: readonly Category<Ink>[]
  readonly support: readonly (number | null)[]
  readonly shownSupport: ShownSupport
  readonly dashed: ReadonlySet<number>
  /** Nodes that are in no collapsed clade, and these clades. */
  readonly shown: ReadonlySet<number>
  /** How many clades are drawn collapsed. */
  readonly collapsedCount: number
}

export function useTreeLook(
  tree: Tree,
  models: readonly ModelSummary[],
  { layout, color, support: threshold }: Pick<TreeSettings, 'color' | 'support'> & { readonly layout: TreeLayoutName },
  collapsed: ReadonlySet<number>,
  size: Size | null,
): TreeLook {
  const placed = useMemo(() => placedTree(tree, layout, collapsed), [tree, layout, collapsed])
  const drawn = useMemo(
    () => (size === null || size.width < 50 || size.height < 50 ? null : placed.placeIn(size.width, size.height)),
    [size, placed],
  )
  const shown = useMemo(() => new Set(placed.shown.map(({ node }) => node)), [placed])
  const colours = useMemo(() => coloursBy(color, models), [color, models])
  const { inks, entries } = useMemo(() => treeInks(tree, colours, collapsed), [tree, colours, collapsed])
  const support = useMemo(() => tree.nodes.map((node) => node.support), [tree])
  const written = useMemo(
    () => (drawn === null ? { texts: [], where: '' } : shownSupport(drawn, support, threshold)),
    [drawn, support, threshold],
  )
  const dashed = useMemo(() => negativeNodes(tree), [tree])
  return {
    drawn,
    inks,
    colours,
    legend: entries,
    support,
    shownSupport: written,
    dashed,
    shown,
    collapsedCount: placed.shown.filter(({ role }) => role === 'collapsed').length,
  }
}

/** What the tips are coloured by; null: nothing. */
export function coloursBy(coloring: TreeColoring, models: readonly ModelSummary[]): TreeColours | null {
  if (coloring === 'none') return null
  const byId = new Map(models.map((model) => [model.id, model]))
  return {
    title: coloringNames[coloring],
    valueOf: (id) => {
      const model = byId.get(id)
      if (model === undefined) return null
      if (coloring === 'family') return familyColour({ name: model.family, source: model.familySource })
      return model[coloring] === '' ? null : model[coloring]
    },
  }
}
