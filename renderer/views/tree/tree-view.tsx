import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { equalAngleLayout } from '../../../core/layout/equal-angle-layout.ts'
import { rectangularLayout } from '../../../core/layout/rectangular-layout.ts'
import { treeOfRows } from '../../../core/tree/node-rows.ts'
import type { CallInput, Distances, ModelSummary, Tree } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { colorCategories, type Coloring } from '../../color/categories.ts'
import { figurePalettes } from '../../../core/color/palette.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Progress } from '../../components/progress.tsx'
import { Select } from '../../components/select.tsx'
import { EmptyState, ErrorState, LoadingState, Notice } from '../../components/states.tsx'
import { useTheme } from '../../design/theme.ts'
import { Figure, type TextExport } from '../../figure/figure.tsx'
import { fitWhole, untouched } from '../../figure/pan-zoom.ts'
import { usePanZoom } from '../../figure/use-pan-zoom.ts'
import { useSize } from '../../figure/use-size.ts'
import { csvText } from '../../../core/table/csv-writer.ts'
import { fixed } from '../../../core/format/interval.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { familyOf } from '../../../core/model/family.ts'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { measureNames, type ComparisonScope } from '../comparison/comparison-scope.ts'
import { Remarks } from '../comparison/remarks.tsx'
import { ScopeControls } from '../comparison/scope-controls.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { cladeOf, stepFrom, type Step } from './clade.ts'
import { NodeCard, NodeFacts } from './node-facts.tsx'
import { placeRectangular, placeUnrooted } from '../../../core/layout/place-tree.ts'
import { fileSize, ScaleBar, TreeDrawing, TreeFile, type LegendEntry } from './tree-drawing.tsx'
import { treeSettings, type TreeColoring, type TreeSettings } from './tree-settings.ts'
import styles from './tree.module.css'

type Ready = Extract<Comparison, { state: 'ready' }>
type Change = (changes: Readonly<Record<string, string | undefined>>) => void

const fewestModels = 3

export function TreeView() {
  const comparison = useComparison()
  const [, change] = useViewSettings()
  return (
    <ComparisonFrame title="Tree" icon="tree" comparison={comparison} fewest={fewestModels} change={change} note="How the models descend from one another">
      {(ready) => <ComparedTree ready={ready} change={change} />}
    </ComparisonFrame>
  )
}

/** The root that is asked for: a rectangle needs one, so an unrooted tree is rooted at its midpoint for display. */
function requestedRoot(settings: TreeSettings, modelIds: readonly string[]): CallInput<'analysis.tree'>['root'] {
  if (settings.method === 'upgma') return 'none'
  if (settings.root !== 'none' && settings.root !== 'midpoint' && modelIds.includes(settings.root)) return { modelId: settings.root }
  if (settings.root === 'midpoint' || settings.layout !== 'unrooted') return 'midpoint'
  return 'none'
}

function ComparedTree({ ready, change }: { readonly ready: Ready; readonly change: Change }) {
  const [view] = useViewSettings()
  const settings = useMemo(() => treeSettings(view), [view])
  const root = requestedRoot(settings, ready.scope.modelIds)
  const request = { ...ready.request, method: settings.method, root, replicates: settings.replicates, seed: settings.seed }
  const tree = useCancellableCall('analysis.tree', request)
  const distances = useCall('analysis.distances', ready.request, { keep: true })
  // A place in a tree means nothing in another tree: a selection ends with the tree it was made in.
  const [selection, setSelection] = useState<{ readonly tree: Tree; readonly node: number } | null>(null)
  const selected = selection !== null && selection.tree === tree.data ? selection.node : null
  const setSelected = (node: number | null) => setSelection(node === null || tree.data === undefined ? null : { tree: tree.data, node })

  // A tree that was asked for but is neither here nor on its way.
  const isCancelled = (tree.data === undefined || tree.isPlaceholderData) && tree.error === null && tree.fetchStatus === 'idle'
  const again = (
    <>
      <Button onPress={() => void tree.refetch()}>Compute it</Button>
      {settings.replicates > 0 ? <Button onPress={() => change({ replicates: '0' })}>Without a bootstrap</Button> : null}
    </>
  )

  return (
    <div className={comparisonStyles['split']}>
      <div className={comparisonStyles['figure']}>
        {tree.progress === null || tree.progress.left === null ? null : (
          <div className={comparisonStyles['notes']}>
            <OperationProgress label="Computing the tree" progress={tree.progress} onCancel={tree.cancel} />
          </div>
        )}
        {isCancelled && tree.data !== undefined ? (
          <div className={comparisonStyles['notes']}>
            <Notice tone="info" action={again}>
              Cancelled. The tree before the last change is shown.
            </Notice>
          </div>
        ) : null}
        {tree.data === undefined ? (
          isCancelled ? (
            <EmptyState icon="tree" title="Cancelled" action={again}>
              The tree was not computed. Without a bootstrap it takes a moment only.
            </EmptyState>
          ) : tree.error === null ? (
            <LoadingState label="Computing the tree" />
          ) : (
            <ErrorState title="The tree could not be computed" error={tree.error} onRetry={() => void tree.refetch()} />
          )
        ) : (
          <TreeFigure
            tree={tree.data}
            distances={distances.data}
            scope={ready.scope}
            models={ready.models}
            settings={settings}
            selected={selected}
            onSelect={setSelected}
            isBusy={tree.isFetching}
            failure={tree.error}
          />
        )}
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the tree">
        {selected !== null && tree.data !== undefined ? (
          <NodeFacts
            tree={tree.data}
            node={selected}
            distances={distances.data}
            models={ready.models}
            onClose={() => setSelected(null)}
            onRoot={(modelId) => change({ root: modelId, method: undefined })}
            onCompare={(modelIds) => change({ models: modelIds.join(',') })}
            onOpen={(modelId) => goTo('library', { model: modelId })}
          />
        ) : null}
        <TreeControls settings={settings} models={ready.models.filter((model) => ready.scope.modelIds.includes(model.id))} change={change} />
        <ScopeControls scope={ready.scope} genomes={ready.genomes} change={change} />
      </aside>
    </div>
  )
}

function TreeControls({ settings, models, change }: { readonly settings: TreeSettings; readonly models: readonly ModelSummary[]; readonly change: Change }) {
  return (
    <section className={comparisonStyles['group']} aria-labelledby="tree-controls">
      <h2 id="tree-controls" className={comparisonStyles['groupTitle']}>
        Tree
      </h2>
      <Select
        label="Layout"
        choices={[
          { id: 'unrooted', name: 'Unrooted', note: 'Equal angle, branches to scale' },
          { id: 'phylogram', name: 'Phylogram', note: 'Rectangular, branches to scale' },
          { id: 'cladogram', name: 'Cladogram', note: 'Rectangular, branching order only' },
        ]}
        value={settings.layout}
        onChange={(layout) => change({ layout: layout === 'unrooted' ? undefined : layout })}
      />
      <Select
        label="Method"
        choices={[
          { id: 'nj', name: 'Neighbour joining', note: 'Branch lengths differ between lines; unrooted' },
          { id: 'upgma', name: 'UPGMA', note: 'All tips equally far from the root' },
        ]}
        value={settings.method}
        onChange={(method) => change({ method: method === 'nj' ? undefined : method })}
      />
      <Select
        label="Root"
        isDisabled={settings.method === 'upgma'}
        choices={[
          { id: 'none', name: settings.layout === 'unrooted' ? 'None' : 'None (midpoint for display)' },
          { id: 'midpoint', name: 'Midpoint' },
          ...models.map((model) => ({ id: model.id, name: `Outgroup ${model.name}` })),
        ]}
        value={settings.method === 'upgma' ? null : settings.root}
        placeholder="Given by UPGMA"
        onChange={(root) => change({ root: root === 'none' ? undefined : root })}
      />
      <Select
        label="Bootstrap over genes"
        choices={[
          { id: '0', name: 'Off' },
          { id: '100', name: '100 replicates' },
          { id: '1000', name: '1000 replicates' },
          ...(['0', '100', '1000'].includes(String(settings.replicates)) ? [] : [{ id: String(settings.replicates), name: `${settings.replicates} replicates` }]),
        ]}
        value={String(settings.replicates)}
        onChange={(replicates) => change({ replicates: replicates === '100' ? undefined : replicates })}
      />
      {settings.replicates > 0 ? (
        <div className={styles['pair']}>
          <NumberField label="Support ≥ (%)" value={settings.threshold} minimum={0} maximum={100} step={5} onChange={(value) => change({ support: value === 0 ? undefined : String(value) })} />
          <NumberField label="Seed" value={settings.seed} minimum={0} maximum={0xffffffff} onChange={(value) => change({ seed: value === 1 ? undefined : String(value) })} />
        </div>
      ) : null}
      <Select
        label="Colour of the tips"
        choices={[
          { id: 'family', name: 'Family', note: 'Declared base, else the first word of the name' },
          { id: 'architecture', name: 'Architecture' },
          { id: 'quantization', name: 'Quantization' },
          { id: 'none', name: 'None' },
        ]}
        value={settings.coloring}
        onChange={(coloring) => change({ color: coloring === 'family' ? undefined : coloring })}
      />
    </section>
  )
}

const coloringNames: Readonly<Record<Exclude<TreeColoring, 'none'>, string>> = { family: 'Family', architecture: 'Architecture', quantization: 'Quantization' }

function colorValue(coloring: TreeColoring, model: ModelSummary | undefined, library: readonly ModelSummary[]): string | null {
  if (model === undefined || coloring === 'none') return null
  if (coloring === 'family') return familyOf(model, library)
  const value = model[coloring]
  return value === '' ? null : value
}

function legendOf(coloring: Coloring, missingColor: string): readonly LegendEntry[] {
  return coloring.missing === 0 ? coloring.categories : [...coloring.categories, { name: 'not known', color: missingColor, count: coloring.missing }]
}

interface TreeFigureProps {
  readonly tree: Tree
  readonly distances: Distances | undefined
  readonly scope: ComparisonScope
  readonly models: readonly ModelSummary[]
  readonly settings: TreeSettings
  readonly selected: number | null
  readonly onSelect: (node: number | null) => void
  readonly isBusy: boolean
  readonly failure: Error | null
}

function TreeFigure({ tree, distances, scope, models, settings, selected, onSelect, isBusy, failure }: TreeFigureProps) {
  const theme = useTheme()
  const palette = figurePalettes[theme]
  const frame = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const size = useSize(frame)
  const panZoom = usePanZoom(frame)
  const [hovered, setHovered] = useState<{ readonly tree: Tree; readonly node: number; readonly x: number; readonly y: number } | null>(null)
  const [focusedIn, setFocusedIn] = useState<{ readonly tree: Tree; readonly node: number } | null>(null)
  const focused = focusedIn?.tree === tree ? focusedIn.node : 0
  const setFocused = (node: number) => setFocusedIn({ tree, node })

  const parents = useMemo(() => tree.nodes.map((node) => node.parent ?? -1), [tree])
  const layout = useMemo(() => {
    const rows = treeOfRows(tree.nodes)
    return settings.layout === 'unrooted' ? equalAngleLayout(rows) : rectangularLayout(rows, settings.layout)
  }, [tree, settings.layout])
  const names = useMemo(() => tree.nodes.map((node) => node.name ?? ''), [tree])
  const place = settings.layout === 'unrooted' ? placeUnrooted : placeRectangular
  const drawn = useMemo(() => (size === null || size.width < 50 ? null : place(layout, names, size.width, size.height)), [layout, names, size, place])

  const byId = useMemo(() => new Map(models.map((model) => [model.id, model])), [models])
  const values = useMemo(
    () => tree.nodes.map((node) => (node.modelId === null ? null : colorValue(settings.coloring, byId.get(node.modelId), models))),
    [tree, byId, models, settings.coloring],
  )
  const colorsIn = (shades: typeof palette) => {
    const tipValues = values.filter((_, index) => tree.nodes[index]?.modelId !== null)
    const coloring = colorCategories(tipValues, shades.categories, shades.missing)
    return {
      legend: settings.coloring === 'none' ? [] : legendOf(coloring, shades.missing),
      colors: settings.coloring === 'none' ? tree.nodes.map(() => null) : values.map((value) => coloring.colorOf(value)),
    }
  }
  const { legend, colors } = colorsIn(palette)
  const support = tree.nodes.map((node) =>
    node.support === null || node.support * 100 < settings.threshold ? null : String(Math.round(node.support * 100)),
  )
  const highlighted = useMemo(() => (selected === null ? new Set<number>() : cladeOf(selected, parents)), [selected, parents])
  const dashed = useMemo(() => new Set(tree.nodes.flatMap((node, index) => (node.length !== null && node.length < 0 ? [index] : []))), [tree])

  // A new drawing starts where its beginning can be read: unscaled, from the top.
  const { place: setPlacement } = panZoom
  useEffect(() => setPlacement(untouched), [drawn, setPlacement])

  const focusNode = (node: number) => {
    setFocused(node)
    svg.current?.querySelector<SVGGElement>(`[data-node="${node}"]`)?.focus()
  }
  const onKey = (node: number, event: KeyboardEvent<SVGElement>) => {
    const steps: Readonly<Record<string, Step>> = { ArrowLeft: 'parent', ArrowRight: 'child', ArrowDown: 'next', ArrowUp: 'previous', Home: 'first', End: 'last' }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      focusNode(stepFrom(node, step, parents))
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect(selected === node ? null : node)
    } else if (event.key === 'Escape') {
      onSelect(null)
    } else if (event.key === '+' || event.key === '-') {
      panZoom.zoom(event.key === '+' ? 1.25 : 0.8)
    } else if (event.key === '0' && drawn !== null && size !== null) {
      panZoom.place(fitWhole(drawn, size))
    }
  }
  const nodeName = (node: number): string => {
    const entry = tree.nodes[node]!
    if (entry.name !== null) return `${entry.name}${entry.length === null ? '' : `, branch ${significant(entry.length)}`}`
    const tips = [...cladeOf(node, parents)].filter((member) => tree.nodes[member]?.modelId !== null).length
    return `Clade of ${tips}${entry.support === null ? '' : `, support ${Math.round(entry.support * 100)} %`}`
  }

  const caption = captionOf(tree, settings)
  const texts: TextExport[] = [
    { id: 'newick', name: 'Newick', extension: 'nwk', type: 'text/plain', text: () => `${tree.newick.trim()}\n` },
    {
      id: 'csv',
      name: 'CSV of the branches',
      extension: 'csv',
      type: 'text/csv',
      text: () =>
        csvText([
          ['node', 'parent', 'name', 'model', 'length', 'support'],
          ...tree.nodes.map((node, index) => [index, node.parent, node.name, node.modelId, node.length, node.support]),
        ]),
    },
  ]
  const exported = () => {
    const light = figurePalettes.light
    const inLight = colorsIn(light)
    const base = place(layout, names, 1000, 700)
    return {
      element: (
        <TreeFile
          title={title(scope)}
          caption={caption}
          drawn={base}
          palette={light}
          colors={inLight.colors}
          support={support}
          highlighted={highlighted}
          dashed={dashed}
          legendTitle={settings.coloring === 'none' ? null : coloringNames[settings.coloring]}
          legend={inLight.legend}
        />
      ),
      ...fileSize(title(scope), caption, base, inLight.legend.length),
    }
  }

  const shownCard = hovered?.tree === tree && !panZoom.isDragging ? hovered : null
  const announced = selected === null ? '' : `${nodeName(selected)} selected`
  return (
    <Figure
      title={title(scope)}
      caption={caption}
      fileParts={['tree', scope.genome.name, tree.method]}
      drawing={exported}
      texts={texts}
      isBusy={isBusy}
      toolbar={
        <>
          <IconButton icon="plus" label="Zoom in" onPress={() => panZoom.zoom(1.25)} />
          <IconButton icon="dash" label="Zoom out" onPress={() => panZoom.zoom(0.8)} />
          <IconButton icon="fit" label="Fit the whole tree" onPress={() => drawn !== null && size !== null && panZoom.place(fitWhole(drawn, size))} />
        </>
      }
    >
      <div className={styles['column']}>
        <TreeNotes tree={tree} failure={failure} />
        <div
          ref={frame}
          className={styles['frame']}
          data-dragging={panZoom.isDragging}
          {...panZoom.handlers}
          onPointerLeave={() => setHovered(null)}
          onClick={() => onSelect(null)}
        >
          {isBusy ? (
            <div className={comparisonStyles['busy']}>
              <Progress label="Computing the tree" done={0} total={1} isIndeterminate thin />
            </div>
          ) : null}
          {drawn === null || size === null ? null : (
            <svg ref={svg} width={size.width} height={size.height} role="group" aria-label={`${title(scope)}. Arrow keys move between nodes, Enter selects.`} data-tree={settings.layout}>
              <g transform={`translate(${panZoom.placement.x} ${panZoom.placement.y}) scale(${panZoom.placement.scale})`}>
                <TreeDrawing
                  drawn={drawn}
                  palette={palette}
                  colors={colors}
                  support={support}
                  highlighted={highlighted}
                  dashed={dashed}
                  interaction={{
                    focused,
                    selected,
                    nameOf: nodeName,
                    onEnter: (node, event) => {
                      const box = frame.current?.getBoundingClientRect()
                      if (box !== undefined) setHovered({ tree, node, x: event.clientX - box.left, y: event.clientY - box.top })
                    },
                    onLeave: () => setHovered(null),
                    onPick: (node) => {
                      setFocused(node)
                      onSelect(selected === node ? null : node)
                    },
                    onFocus: (node) => {
                      const { scale, x, y } = panZoom.placement
                      setFocused(node)
                      setHovered({ tree, node, x: drawn.nodes[node]!.x * scale + x, y: drawn.nodes[node]!.y * scale + y })
                    },
                    onKey,
                  }}
                />
              </g>
            </svg>
          )}
          {shownCard === null || size === null ? null : (
            <NodeCard tree={tree} node={shownCard.node} distances={distances} models={models} x={shownCard.x} y={shownCard.y} frame={size} />
          )}
        </div>
        <div className={styles['foot']}>
          {drawn === null ? null : (
            <svg height={16} width={Math.ceil((drawn.scaleBar?.pixels ?? 60) * panZoom.placement.scale) + 100} aria-label={drawn.scaleBar === null ? 'Branches not to scale' : `Scale bar: ${drawn.scaleBar.length}`} role="img">
              <g transform="translate(1 8)">
                <ScaleBar
                  drawn={drawn.scaleBar === null ? drawn : { ...drawn, scaleBar: { ...drawn.scaleBar, pixels: drawn.scaleBar.pixels * panZoom.placement.scale } }}
                  palette={palette}
                />
              </g>
            </svg>
          )}
          {legend.length === 0 ? null : (
            <ul className={styles['legend']} aria-label={settings.coloring === 'none' ? 'Legend' : `Legend: ${coloringNames[settings.coloring]}`}>
              {legend.map((entry) => (
                <li key={entry.name}>
                  <span className={comparisonStyles['swatch']} style={{ background: entry.color }} />
                  {entry.name} <span className={styles['count']}>{entry.count}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <LiveRegion text={announced} />
    </Figure>
  )
}

function title(scope: ComparisonScope): string {
  return `${plural(scope.modelIds.length, 'model')}, genome ${scope.genome.name}`
}

/** What is said of the tree that is drawn: while another one is on its way, that is not the one asked for. */
function captionOf(tree: Tree, settings: TreeSettings): string {
  const method = tree.method === 'upgma' ? 'UPGMA' : 'Neighbour joining'
  const root =
    tree.method === 'upgma'
      ? ''
      : tree.root === 'none'
        ? 'unrooted'
        : tree.root !== 'midpoint'
          ? 'rooted by an outgroup'
          : settings.root === 'midpoint'
            ? 'midpoint-rooted'
            : 'midpoint-rooted (display only)'
  const support = tree.replicates > 0 ? `support in % of ${tree.replicates} replicates over ${tree.genes} genes` : 'no bootstrap'
  return [method, root, measureNames[tree.measure], support].filter((part) => part !== '').join(' · ')
}

function TreeNotes({ tree, failure }: { readonly tree: Tree; readonly failure: Error | null }) {
  const lengths = tree.nodes.flatMap((node) => (node.length !== null && node.length < 0 ? [node.length] : []))
  if (tree.notes.length === 0 && tree.negativeBranches === 0 && failure === null) return null
  return (
    <div className={comparisonStyles['notes']}>
      {failure === null ? null : <Notice tone="danger">The last change could not be computed: {failure.message} The tree before it is shown.</Notice>}
      <Remarks notes={tree.notes} />
      {tree.negativeBranches === 0 ? null : (
        <Notice tone="info">
          {plural(tree.negativeBranches, 'branch has', 'branches have')} a negative length{lengths.length > 0 ? ` (down to ${fixed(Math.min(...lengths), 4)})` : ''}, as
          neighbour joining can give. Drawn dotted with length 0; the number is kept in the exports.
        </Notice>
      )}
    </div>
  )
}
