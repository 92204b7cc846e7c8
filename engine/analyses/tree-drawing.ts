import { colorCategories, type Category } from '../../core/color/categories.ts'
import { plural } from '../../core/format/quantity.ts'
import { collapseClades, withTriangles, type ShownNode } from '../../core/layout/collapsed-clades.ts'
import type { DrawnTree } from '../../core/layout/place-tree.ts'
import { shownSupport } from '../../core/layout/support-marks.ts'
import { placingIn, type TreeLayoutName } from '../../core/layout/tree-placing.ts'
import { treeScene } from '../../core/layout/tree-scene.ts'
import { legendEntries } from '../../core/scene/category-legend.ts'
import { categoryInks, type Ink, type Scene } from '../../core/scene/scene.ts'
import { cladeOf } from '../../core/tree/clade.ts'
import { measureWords, methodWords, rootingCaption } from './comparison-words.ts'
import type { Tree } from './tree.ts'

/** What the colours of a tree mean. */
export interface TreeColours {
  readonly title: string
  /** Of a model; null where it is not known. */
  readonly valueOf: (modelId: string) => string | null
}

interface TreeDrawingOptions {
  readonly title: string
  readonly layout: TreeLayoutName
  readonly width: number
  readonly colours: TreeColours | null
  readonly collapsed?: ReadonlySet<number>
  readonly highlighted?: ReadonlySet<number>
  /** Percent; less support is not written. */
  readonly threshold?: number
  /** Below the title; given where support is shown, in words. Default: `treeCaption`. */
  readonly caption?: (supportPlaces: string) => string
}

const nothing: ReadonlySet<number> = new Set()

interface TreeDrawing {
  readonly scene: Scene
  /** Where support is shown, in words; empty where there is none. */
  readonly supportPlaces: string
}

/** A tree as a drawing of its own, for a file or a report. */
export function treeDrawing(tree: Tree, options: TreeDrawingOptions): TreeDrawing {
  const { title, layout, width, colours, collapsed = nothing, highlighted, threshold } = options
  const { placeIn, shown } = placedTree(tree, layout, collapsed)
  const drawn = placeIn(width, heightFor(layout, shown.filter(isTipOf(tree)).length))
  const support = tree.nodes.map((node) => node.support)
  const written = shownSupport(drawn, support, threshold)
  const caption = options.caption ?? ((supportPlaces) => treeCaption(tree, { supportPlaces }))
  const { inks, entries } = treeInks(tree, colours, collapsed)
  const scene = treeScene({
    title,
    description: caption(written.where),
    drawn,
    inks,
    support,
    shownSupport: written,
    ...(highlighted === undefined ? {} : { highlighted }),
    dashed: negativeNodes(tree),
    names: tree.nodes.map(({ name }) => name),
    legend: colours === null ? null : { title: colours.title, entries },
  })
  return { scene, supportPlaces: written.where }
}

/** More tips than this stand closer, so that they stay legible where the whole tree is to fit on a printed page. */
const manyTips = 40

function heightFor(layout: TreeLayoutName, tips: number): number {
  return layout === 'phylogram' || layout === 'cladogram'
    ? 40 + (tips > manyTips ? 17 : 22) * tips
    : Math.min(1000, 400 + 9 * tips)
}

function isTipOf(tree: Tree) {
  return ({ node, role }: ShownNode): boolean =>
    role === 'collapsed' || (role === 'own' && tree.nodes[node]!.modelId !== null)
}

interface PlacedTree {
  readonly placeIn: (width: number, height: number) => DrawnTree
  /** What is drawn: nodes that are in no collapsed clade, and these clades. */
  readonly shown: readonly ShownNode[]
}

/** A tree in a layout, some of its clades collapsed, to be placed in frames of any size. */
export function placedTree(tree: Tree, layout: TreeLayoutName, collapsed: ReadonlySet<number>): PlacedTree {
  const folded = collapseClades(tree.nodes, collapsed)
  const names = folded.shown.map(({ node, role }) =>
    role === 'farthest' ? collapsedName(tree, node) : role === 'own' ? (tree.nodes[node]!.name ?? '') : '',
  )
  const placed = placingIn(layout, folded.tree, names)
  return { placeIn: (width, height) => withTriangles(placed(width, height), folded.shown), shown: folded.shown }
}

/** What a collapsed clade is called: its first model, and how many more. */
function collapsedName(tree: Tree, node: number): string {
  const [first, ...furtherTips] = tipsBelow(tree, node)
  return `${first!.name} + ${furtherTips.length} more`
}

export function tipsBelow(tree: Tree, node: number): readonly { readonly modelId: string; readonly name: string }[] {
  const clade = cladeOf(
    node,
    tree.nodes.map((entry) => entry.parent ?? -1),
  )
  return [...clade].flatMap((member) => {
    const { modelId, name } = tree.nodes[member]!
    return modelId === null ? [] : [{ modelId, name: name ?? modelId }]
  })
}

/** Inks of the nodes' marks, null for those without a colour of their own, and what they mean. */
export function treeInks(
  tree: Tree,
  colours: TreeColours | null,
  collapsed: ReadonlySet<number>,
): { readonly inks: readonly (Ink | null)[]; readonly entries: readonly Category<Ink>[] } {
  if (colours === null) return { inks: tree.nodes.map(() => null), entries: [] }
  const { valueOf } = colours
  const values = tree.nodes.flatMap(({ modelId }) => (modelId === null ? [] : [valueOf(modelId)]))
  const coloring = colorCategories<Ink>(values, categoryInks, 'missing')
  // A collapsed clade has the colour of its tips where they all have the same.
  const inkOfClade = (node: number): Ink | null => {
    const inks = new Set(tipsBelow(tree, node).map(({ modelId }) => coloring.colorOf(valueOf(modelId))))
    return inks.size === 1 ? [...inks][0]! : null
  }
  return {
    inks: tree.nodes.map(({ modelId }, node) =>
      modelId !== null ? coloring.colorOf(valueOf(modelId)) : collapsed.has(node) ? inkOfClade(node) : null,
    ),
    entries: legendEntries(coloring),
  }
}

/** Nodes whose branch has a negative length. */
export function negativeNodes(tree: Tree): ReadonlySet<number> {
  return new Set(tree.nodes.flatMap(({ length }, node) => (length !== null && length < 0 ? [node] : [])))
}

interface TreeCaptionParts {
  /** Where support is shown, in words; empty where there is none. */
  readonly supportPlaces: string
  /** How many clades are collapsed. Default 0. */
  readonly collapsed?: number
  /** True: the layout, not the reader, asks for the root. */
  readonly isRootForDisplay?: boolean
  /** True: supports were asked for and are on their way. */
  readonly isSupportAwaited?: boolean
}

/** How a tree was made. */
export function treeCaption(
  tree: Tree,
  { supportPlaces, collapsed = 0, isRootForDisplay, isSupportAwaited }: TreeCaptionParts,
): string {
  const support =
    tree.replicates > 0
      ? `support in % of ${plural(tree.replicates, 'replicate')} over ${plural(tree.genes, 'gene')}${supportPlaces === '' ? '' : `, ${supportPlaces}`}`
      : isSupportAwaited === true
        ? 'without supports so far'
        : 'no bootstrap'
  return [
    methodWords[tree.method].name,
    rootingCaption(tree, isRootForDisplay ?? false),
    measureWords[tree.measure].name,
    support,
    collapsed === 0 ? '' : `${plural(collapsed, 'clade')} collapsed`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
