import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { plural } from '../../../core/format/quantity.ts'
import { collapseClades } from '../../../core/layout/collapsed-clades.ts'
import { treeCaption } from '../../../engine/analyses/tree-drawing.ts'
import type { ModelSummary, Tree } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { Button } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Figure } from '../../figure/figure.tsx'
import { FindModel } from '../../figure/find-and-zoom.tsx'
import { matchingModels, pathsTo } from './clade.ts'
import { nodeNames } from './node-names.ts'
import { treeFileDrawing } from './tree-file-drawing.ts'
import { treeFiles } from './tree-files.ts'
import { TreeOutline } from './tree-outline.tsx'
import { shownLayout, type TreeSettings } from './tree-settings.ts'
import { TreeShownAs } from './tree-shown-as.tsx'
import { coloursBy } from './use-tree-look.ts'
import styles from './tree.module.css'

interface TreeOutlineFigureProps {
  readonly tree: Tree
  /** Name of the genome. */
  readonly genome: string
  readonly models: readonly ModelSummary[]
  readonly settings: TreeSettings
  readonly onShowAs: (as: TreeSettings['as']) => void
  readonly onFind: (text: string) => void
  readonly selected: number | null
  readonly onSelect: (node: number | null) => void
  readonly collapsed: ReadonlySet<number>
  readonly onToggle: (node: number) => void
  readonly onExpandAll: () => void
  readonly isBusy: boolean
  /** Whether supports were asked for and are on their way. */
  readonly isSupportAwaited: boolean
}

/** A tree as an outline for reading, with search and the exports of its drawing. */
export function TreeOutlineFigure(props: TreeOutlineFigureProps) {
  const { tree, genome, models, settings, onShowAs, onFind, selected, onSelect } = props
  const { collapsed, onToggle, onExpandAll, isBusy, isSupportAwaited } = props
  const frame = useRef<HTMLDivElement>(null)
  // A place in a tree means nothing in another tree.
  const [focusedIn, setFocusedIn] = useState<{ readonly tree: Tree; readonly node: number } | null>(null)
  const parents = useMemo(() => tree.nodes.map(({ parent }) => parent ?? -1), [tree])
  const folded = useMemo(() => collapseClades(tree.nodes, collapsed).shown, [tree, collapsed])
  const shown = useMemo(() => new Set(folded.map(({ node }) => node)), [folded])
  const search = useDeferredValue(settings.find)
  const matches = useMemo(() => matchingModels(tree, search), [tree, search])
  const colours = useMemo(() => coloursBy(settings.color, models), [settings.color, models])
  const shownFor = (node: number): number => {
    let ancestor = node
    while (!shown.has(ancestor)) ancestor = parents[ancestor]!
    return ancestor
  }
  const found = new Set(matches.map(shownFor))
  const focused = shownFor(focusedIn?.tree === tree ? focusedIn.node : 0)
  const goToNextMatch = () => {
    const inOrder = [...found].sort((left, right) => left - right)
    const next = inOrder.find((node) => node > focused) ?? inOrder[0]
    if (next === undefined) return
    setFocusedIn({ tree, node: next })
    frame.current?.querySelector<HTMLElement>(`[data-node="${next}"]`)?.focus()
  }
  const tips = parents.length - tree.nodes.filter(({ modelId }) => modelId === null).length
  const title = `${plural(tips, 'model')}, genome ${genome}`
  const captionWith = (supportPlaces: string) =>
    treeCaption(tree, {
      supportPlaces,
      collapsed: folded.filter(({ role }) => role === 'collapsed').length,
      isRootForDisplay: settings.root !== 'midpoint',
      isSupportAwaited,
    })
  return (
    <Figure
      title={title}
      caption={captionWith('')}
      fileParts={['tree', genome, tree.method]}
      drawing={() =>
        treeFileDrawing(tree, {
          title,
          layout: shownLayout(settings.layout, tips),
          colours,
          collapsed,
          highlighted: pathsTo(matches, parents),
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
          <TreeShownAs as={settings.as} onShowAs={onShowAs} />
        </>
      }
    >
      <div ref={frame} className={styles['column']}>
        <TreeOutline
          tree={tree}
          label={title}
          shown={shown}
          collapsed={collapsed}
          onToggle={onToggle}
          found={found}
          selected={selected}
          onSelect={onSelect}
          focused={focused}
          onFocus={(node) => setFocusedIn({ tree, node })}
        />
      </div>
      <LiveRegion text={selected === null ? '' : `${nodeNames(tree, collapsed)[selected]!} selected`} />
    </Figure>
  )
}
