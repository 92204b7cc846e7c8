import { useDeferredValue, useEffect, useMemo, useRef } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { plural } from '../../../core/format/quantity.ts'
import { treeShapes } from '../../../core/layout/tree-scene.ts'
import { cladeOf } from '../../../core/tree/clade.ts'
import { treeCaption } from '../../../engine/analyses/tree-drawing.ts'
import type { Distances, ModelSummary, Tree } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { Button } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Progress } from '../../components/progress.tsx'
import { useTheme } from '../../design/theme.ts'
import { Figure } from '../../figure/figure.tsx'
import { FindModel, ZoomButtons } from '../../figure/find-and-zoom.tsx'
import { fitWhole, untouched } from '../../figure/pan-zoom.ts'
import { usePanZoom } from '../../figure/use-pan-zoom.ts'
import { useSize } from '../../figure/use-size.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { matchingModels, pathsTo } from './clade.ts'
import { treeMark } from './kept-nodes.ts'
import { nodeNames } from './node-names.ts'
import { TreeCanvas } from './tree-canvas.tsx'
import { treeFiles } from './tree-files.ts'
import { TreeFoot } from './tree-foot.tsx'
import { TreeShownAs } from './tree-shown-as.tsx'
import { treeFileDrawing } from './tree-file-drawing.ts'
import { shownLayout, type TreeSettings } from './tree-settings.ts'
import { useNodeFocus } from './use-node-focus.ts'
import { useTreeLook } from './use-tree-look.ts'
import styles from './tree.module.css'

const noPoints: readonly never[] = []

interface TreeFigureProps {
  readonly tree: Tree
  readonly distances: Distances | undefined
  /** Name of the genome. */
  readonly genome: string
  readonly models: readonly ModelSummary[]
  readonly settings: TreeSettings
  readonly onShowAs: (as: TreeSettings['as']) => void
  readonly onFind: (text: string) => void
  readonly selected: number | null
  readonly onSelect: (node: number | null) => void
  readonly collapsed: ReadonlySet<number>
  /** Collapses or expands a clade. */
  readonly onToggle: (node: number) => void
  readonly onExpandAll: () => void
  readonly isBusy: boolean
  /** Whether supports were asked for and are on their way. */
  readonly isSupportAwaited: boolean
}

/** The tree's chart: search, the drawing with its nodes, scale and legend, and the export. */
export function TreeFigure({
  tree,
  distances,
  genome,
  models,
  settings,
  onShowAs,
  onFind,
  selected,
  onSelect,
  collapsed,
  onToggle,
  onExpandAll,
  isBusy,
  isSupportAwaited,
}: TreeFigureProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const size = useSize(frame)
  // Typing is not held up by what it marks.
  const search = useDeferredValue(settings.find)
  const layout = shownLayout(settings.layout, tree.nodes.filter(({ modelId }) => modelId !== null).length)

  const mark = useMemo(() => treeMark(tree), [tree])
  const parents = useMemo(() => tree.nodes.map((node) => node.parent ?? -1), [tree])
  const names = useMemo(() => nodeNames(tree, collapsed), [tree, collapsed])
  const look = useTreeLook(tree, models, { ...settings, layout }, collapsed, size)
  const { drawn, inks, support, shownSupport, dashed } = look
  const panZoom = usePanZoom(frame, drawn?.nodes ?? noPoints)
  const matches = useMemo(() => matchingModels(tree, search), [tree, search])
  const highlighted = useMemo(
    () => new Set([...(selected === null ? [] : cladeOf(selected, parents)), ...pathsTo(matches, parents)]),
    [selected, matches, parents],
  )
  const shapes = useMemo(
    () => (drawn === null ? null : treeShapes({ drawn, inks, support, shownSupport, highlighted, dashed, selected })),
    [drawn, inks, support, shownSupport, highlighted, dashed, selected],
  )
  const focus = useNodeFocus({
    tree,
    parents,
    shown: look.shown,
    drawn,
    size,
    panZoom,
    svg,
    selected,
    onSelect,
    onToggle,
  })

  // Another tree, layout or width starts where its beginning can be read: a tree with rows unscaled, from the top;
  // others have no top, and are shown whole. Supports, colours and collapsed clades leave the drawing where the reader
  // has moved it, and so does the height, which changes with the tools in the head.
  const { setPlacement } = panZoom
  const hasRows = layout === 'phylogram' || layout === 'cladogram'
  const placedFor = useRef('')
  const picture = size === null ? '' : `${mark} ${layout} ${size.width}`
  useEffect(() => {
    if (drawn === null || size === null || placedFor.current === picture) return
    placedFor.current = picture
    setPlacement(hasRows ? untouched : fitWhole(drawn, size))
  }, [drawn, size, picture, hasRows, setPlacement])

  /** Leads from one found model to the next, and from the last to the first. */
  const goToNextMatch = () => {
    const shownMatches = [...new Set(matches.map(focus.shownFor))]
    const next = shownMatches.find((node) => node > focus.focused) ?? shownMatches[0]
    if (next !== undefined) focus.focusNode(next)
  }
  // Of the tree drawn, which may be that of fewer models than are compared by now.
  const tips = useMemo(() => tree.nodes.filter(({ modelId }) => modelId !== null).length, [tree])
  const title = `${plural(tips, 'model')}, genome ${genome}`
  // While another tree is on its way, the one that is drawn is not the one asked for.
  const captionWith = (supportPlaces: string) =>
    treeCaption(tree, {
      supportPlaces,
      collapsed: look.collapsedCount,
      isRootForDisplay: settings.root !== 'midpoint',
      isSupportAwaited,
    })
  return (
    <Figure
      title={title}
      caption={captionWith(shownSupport.where)}
      fileParts={['tree', genome, tree.method]}
      drawing={() =>
        treeFileDrawing(tree, {
          title,
          layout,
          colours: look.colours,
          collapsed,
          highlighted,
          threshold: settings.support,
          caption: captionWith,
        })
      }
      texts={treeFiles(tree)}
      isBusy={isBusy}
      remarks={remarkTexts(tree)}
      toolbar={
        <>
          <FindModel
            figure="tree"
            search={settings.find}
            onFind={onFind}
            onNext={goToNextMatch}
            matches={matches.map((node) => tree.nodes[node]!.name ?? '')}
            models={tips}
          />
          {collapsed.size === 0 ? null : (
            <Button look="quiet" onPress={onExpandAll}>
              Expand all
            </Button>
          )}
          <ZoomButtons
            figure="tree"
            zoom={panZoom.zoom}
            onFit={() => drawn !== null && size !== null && panZoom.setPlacement(fitWhole(drawn, size))}
          />
          <TreeShownAs as={settings.as} onShowAs={onShowAs} />
        </>
      }
    >
      <div className={styles['column']}>
        <TreeCanvas
          tree={tree}
          label={title}
          layout={layout}
          drawn={drawn}
          shapes={shapes}
          names={names}
          distances={distances}
          models={models}
          palette={palette}
          frame={frame}
          svg={svg}
          size={size}
          panZoom={panZoom}
          focus={focus}
          selected={selected}
          onSelect={onSelect}
          collapsed={collapsed}
        >
          {isBusy ? (
            <div className={comparisonStyles['busy']}>
              <Progress label="Computing the tree" done={0} total={1} isIndeterminate thin />
            </div>
          ) : null}
        </TreeCanvas>
        {drawn === null ? null : (
          <TreeFoot
            scaleBar={drawn.scaleBar}
            scale={panZoom.placement.scale}
            hasSupport={tree.replicates > 0}
            legendTitle={look.colours?.title ?? null}
            legend={look.legend}
            palette={palette}
          />
        )}
      </div>
      <LiveRegion text={selected === null ? '' : `${names[selected]!} selected`} />
    </Figure>
  )
}
