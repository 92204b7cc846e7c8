import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { collapseClades, withTriangles } from '../../../core/layout/collapsed-clades.ts'
import type { DrawnTree } from '../../../core/layout/place-tree.ts'
import { supportPercent, supportPlaces, writtenSupport } from '../../../core/layout/support-marks.ts'
import type { Distances, ModelSummary, Tree } from '../../../engine/api/contract.ts'
import { colorCategories, type Coloring } from '../../color/categories.ts'
import { figurePalettes } from '../../../core/color/palette.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Progress } from '../../components/progress.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Notice } from '../../components/states.tsx'
import { useTheme } from '../../design/theme.ts'
import { Figure, type TextExport } from '../../figure/figure.tsx'
import { fitWhole, untouched, withInView } from '../../figure/pan-zoom.ts'
import { usePanZoom } from '../../figure/use-pan-zoom.ts'
import { useSize } from '../../figure/use-size.ts'
import { csvText } from '../../../core/table/csv-writer.ts'
import { fixed } from '../../../core/format/interval.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { sameNodes } from '../../../core/tree/same-nodes.ts'
import { measureNames, type ComparisonScope } from '../comparison/comparison-scope.ts'
import { FoldedRemarks } from '../comparison/remarks.tsx'
import comparisonStyles from '../comparison/comparison.module.css'
import { canCollapse, cladeOf, pathsTo, stepFrom, type Step } from './clade.ts'
import { NodeCard, tipsBelow } from './node-facts.tsx'
import { placingIn } from './chosen-layout.ts'
import {
  fileSize,
  ScaleBar,
  SupportLegend,
  supportLegendWidth,
  TreeDrawing,
  TreeFile,
  type LegendEntry,
} from './tree-drawing.tsx'
import type { TreeColoring, TreeSettings } from './tree-settings.ts'
import styles from './tree.module.css'

const coloringNames: Readonly<Record<Exclude<TreeColoring, 'none'>, string>> = {
  family: 'Family',
  architecture: 'Architecture',
  quantization: 'Quantization',
}

function colorValue(coloring: TreeColoring, model: ModelSummary | undefined): string | null {
  if (model === undefined || coloring === 'none') return null
  if (coloring === 'family') return model.familySource === 'unknown' ? null : model.family
  const value = model[coloring]
  return value === '' ? null : value
}

function legendOf(coloring: Coloring, missingColor: string): readonly LegendEntry[] {
  return coloring.missing === 0
    ? coloring.categories
    : [...coloring.categories, { name: 'not known', color: missingColor, count: coloring.missing }]
}

interface TreeFigureProps {
  readonly tree: Tree
  readonly distances: Distances | undefined
  readonly scope: ComparisonScope
  readonly models: readonly ModelSummary[]
  readonly settings: TreeSettings
  readonly onFind: (text: string) => void
  readonly selected: number | null
  readonly onSelect: (node: number | null) => void
  readonly collapsed: ReadonlySet<number>
  /** Collapses or expands a clade. */
  readonly onToggle: (node: number) => void
  readonly onExpandAll: () => void
  readonly isBusy: boolean
  readonly failure: Error | null
}

/** The tree's chart: search, the drawing with its nodes, scale and legend, and the export. */
export function TreeFigure({
  tree,
  distances,
  scope,
  models,
  settings,
  onFind,
  selected,
  onSelect,
  collapsed,
  onToggle,
  onExpandAll,
  isBusy,
  failure,
}: TreeFigureProps) {
  const theme = useTheme()
  const palette = figurePalettes[theme]
  const frame = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const size = useSize(frame)
  const panZoom = usePanZoom(frame)
  const [hovered, setHovered] = useState<{
    readonly tree: Tree
    readonly node: number
    readonly x: number
    readonly y: number
  } | null>(null)
  const [focusedIn, setFocusedIn] = useState<{ readonly tree: Tree; readonly node: number } | null>(null)
  const setFocused = (node: number) => setFocusedIn({ tree, node })
  const search = settings.find

  const parents = useMemo(() => tree.nodes.map((node) => node.parent ?? -1), [tree])
  const folded = useMemo(() => collapseClades(tree.nodes, collapsed), [tree, collapsed])
  const place = useMemo(() => {
    const names = folded.shown.map(({ node, role }) =>
      role === 'farthest' ? collapsedName(tree, node) : role === 'own' ? (tree.nodes[node]!.name ?? '') : '',
    )
    const placed = placingIn(settings.layout, folded.tree, names)
    return (width: number, height: number) => withTriangles(placed(width, height), folded.shown)
  }, [tree, folded, settings.layout])
  const drawn = useMemo(() => (size === null || size.width < 50 ? null : place(size.width, size.height)), [size, place])
  const shown = useMemo(() => new Set(folded.shown.map(({ node }) => node)), [folded])
  /** The node, or the collapsed clade that it is in. */
  const shownFor = (node: number): number => {
    let at = node
    while (!shown.has(at)) at = parents[at]!
    return at
  }
  const focused = shownFor(focusedIn?.tree === tree ? focusedIn.node : 0)

  const byId = useMemo(() => new Map(models.map((model) => [model.id, model])), [models])
  const values = useMemo(
    () => tree.nodes.map((node) => (node.modelId === null ? null : colorValue(settings.color, byId.get(node.modelId)))),
    [tree, byId, settings.color],
  )
  const colorsIn = (shades: typeof palette) => {
    const tipValues = values.filter((_, index) => tree.nodes[index]?.modelId !== null)
    const coloring = colorCategories(tipValues, shades.categories, shades.missing)
    // A collapsed clade has the colour of its tips where they all have the same.
    const colorOfClade = (node: number): string | null => {
      const own = new Set(
        [...cladeOf(node, parents)]
          .filter((member) => tree.nodes[member]!.modelId !== null)
          .map((tip) => coloring.colorOf(values[tip]!)),
      )
      return own.size === 1 ? [...own][0]! : null
    }
    return {
      legend: settings.color === 'none' ? [] : legendOf(coloring, shades.missing),
      colors:
        settings.color === 'none'
          ? tree.nodes.map(() => null)
          : values.map((value, node) => (collapsed.has(node) ? colorOfClade(node) : coloring.colorOf(value))),
    }
  }
  const { legend, colors } = colorsIn(palette)
  const support = useMemo(() => tree.nodes.map((node) => node.support), [tree])
  const inPlaces = useMemo(
    () => (drawn === null ? null : supportIn(drawn, support, settings.support)),
    [drawn, support, settings.support],
  )
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    return wanted === ''
      ? []
      : tree.nodes.flatMap(({ name, modelId }, node) =>
          modelId !== null && name?.toLowerCase().includes(wanted) === true ? [node] : [],
        )
  }, [search, tree])
  const highlighted = useMemo(
    () => new Set([...(selected === null ? [] : cladeOf(selected, parents)), ...pathsTo(found, parents)]),
    [selected, found, parents],
  )
  const dashed = useMemo(
    () => new Set(tree.nodes.flatMap((node, index) => (node.length !== null && node.length < 0 ? [index] : []))),
    [tree],
  )

  // A new drawing starts where its beginning can be read: unscaled, from the top. A circle has no top, and is shown
  // whole.
  const { place: setPlacement } = panZoom
  useEffect(
    () => setPlacement(drawn === null || drawn.center === null || size === null ? untouched : fitWhole(drawn, size)),
    [drawn, size, setPlacement],
  )

  const focusNode = (node: number) => {
    setFocused(node)
    const at = drawn?.nodes.find((candidate) => candidate.node === node)
    if (at !== undefined && size !== null) panZoom.place(withInView(panZoom.placement, at, size))
    svg.current?.querySelector<SVGGElement>(`[data-node="${node}"]`)?.focus()
  }
  const onKey = (node: number, event: KeyboardEvent<SVGElement>) => {
    const steps: Readonly<Record<string, Step>> = {
      ArrowLeft: 'parent',
      ArrowRight: 'child',
      ArrowDown: 'next',
      ArrowUp: 'previous',
      Home: 'first',
      End: 'last',
    }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      focusNode(stepFrom(node, step, parents, (candidate) => shown.has(candidate)))
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect(selected === node ? null : node)
    } else if (event.key === 'c' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      onToggle(node)
    } else if (event.key === 'Escape') {
      onSelect(null)
    } else if (event.key === '+' || event.key === '-') {
      panZoom.zoom(event.key === '+' ? 1.25 : 0.8)
    } else if (event.key === '0' && drawn !== null && size !== null) {
      panZoom.place(fitWhole(drawn, size))
    }
  }
  const same = useMemo(() => sameNodes(tree.nodes, tree.same), [tree])
  const nodeName = (node: number): string => {
    const entry = tree.nodes[node]!
    if (entry.name !== null)
      return `${entry.name}${entry.length === null ? '' : `, branch ${significant(entry.length)}`}`
    const tips = [...cladeOf(node, parents)].filter((member) => tree.nodes[member]?.modelId !== null).length
    if (same.has(node)) return `${plural(tips, 'model')}, the same within the noise`
    return `${collapsed.has(node) ? 'Collapsed clade' : 'Clade'} of ${tips}${entry.support === null ? '' : `, support ${supportPercent(entry.support)} %`}`
  }

  /** Leads from one found model to the next, and from the last to the first. */
  const goToNextFound = () => {
    const places = [...new Set(found.map(shownFor))]
    const next = places.find((node) => focusedIn?.tree === tree && node > focused) ?? places[0]
    if (next !== undefined) focusNode(next)
  }
  const foundText =
    search.trim() === ''
      ? ''
      : found.length === 0
        ? 'No model found'
        : `${found.length} of ${scope.modelIds.length} found`

  const collapsedCount = folded.shown.filter(({ role }) => role === 'collapsed').length
  const caption = captionOf(tree, settings, inPlaces?.places ?? '', collapsedCount)
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
    const base = place(1000, 700)
    const inFile = supportIn(base, support, settings.support)
    const fileCaption = captionOf(tree, settings, inFile.places, collapsedCount)
    return {
      element: (
        <TreeFile
          title={title(scope)}
          caption={fileCaption}
          drawn={base}
          palette={light}
          colors={inLight.colors}
          support={support}
          supportTexts={inFile.texts}
          highlighted={highlighted}
          dashed={dashed}
          legendTitle={settings.color === 'none' ? null : coloringNames[settings.color]}
          legend={inLight.legend}
        />
      ),
      ...fileSize(title(scope), fileCaption, base, inLight.legend.length),
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
          {foundText === '' ? null : <span className={styles['found']}>{foundText}</span>}
          <div className={styles['search']}>
            <SearchField
              label="Find a model in the tree"
              placeholder="Find a model"
              value={search}
              onChange={onFind}
              onSubmit={goToNextFound}
            />
          </div>
          {collapsed.size === 0 ? null : (
            <Button look="quiet" onPress={onExpandAll}>
              Expand all
            </Button>
          )}
          <IconButton icon="plus" label="Zoom in" onPress={() => panZoom.zoom(1.25)} />
          <IconButton icon="dash" label="Zoom out" onPress={() => panZoom.zoom(0.8)} />
          <IconButton
            icon="fit"
            label="Fit the whole tree"
            onPress={() => drawn !== null && size !== null && panZoom.place(fitWhole(drawn, size))}
          />
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
            <svg
              ref={svg}
              width={size.width}
              height={size.height}
              role="group"
              aria-label={`${title(scope)}. Arrow keys move between nodes, Enter selects, C collapses or expands a clade.`}
              data-tree={settings.layout}
            >
              <g
                transform={`translate(${panZoom.placement.x} ${panZoom.placement.y}) scale(${panZoom.placement.scale})`}
              >
                <TreeDrawing
                  drawn={drawn}
                  palette={palette}
                  colors={colors}
                  support={support}
                  supportTexts={inPlaces?.texts ?? []}
                  highlighted={highlighted}
                  dashed={dashed}
                  interaction={{
                    focused,
                    selected,
                    nameOf: nodeName,
                    isExpanded: (node) => (canCollapse(tree, node) ? !collapsed.has(node) : null),
                    onEnter: (node, event) => {
                      const box = frame.current?.getBoundingClientRect()
                      if (box !== undefined)
                        setHovered({ tree, node, x: event.clientX - box.left, y: event.clientY - box.top })
                    },
                    onLeave: () => setHovered(null),
                    onPick: (node) => {
                      setFocused(node)
                      onSelect(selected === node ? null : node)
                    },
                    onFocus: (node) => {
                      const { scale, x, y } = panZoom.placement
                      setFocused(node)
                      const at = drawn.nodes.find((candidate) => candidate.node === node)!
                      setHovered({ tree, node, x: at.x * scale + x, y: at.y * scale + y })
                    },
                    onKey,
                  }}
                />
              </g>
            </svg>
          )}
          {shownCard === null || size === null ? null : (
            <NodeCard
              tree={tree}
              node={shownCard.node}
              distances={distances}
              models={models}
              x={shownCard.x}
              y={shownCard.y}
              frame={size}
            />
          )}
        </div>
        <div className={styles['foot']}>
          {drawn === null ? null : (
            <svg
              height={16}
              width={Math.ceil((drawn.scaleBar?.pixels ?? 60) * panZoom.placement.scale) + 100}
              aria-label={drawn.scaleBar === null ? 'Branches not to scale' : `Scale bar: ${drawn.scaleBar.length}`}
              role="img"
            >
              <g transform="translate(1 8)">
                <ScaleBar
                  drawn={
                    drawn.scaleBar === null
                      ? drawn
                      : {
                          ...drawn,
                          scaleBar: { ...drawn.scaleBar, pixels: drawn.scaleBar.pixels * panZoom.placement.scale },
                        }
                  }
                  palette={palette}
                />
              </g>
            </svg>
          )}
          {tree.replicates === 0 ? null : (
            <svg
              height={16}
              width={supportLegendWidth}
              role="img"
              aria-label="Dots at nodes, support in %: filled from 95, half filled from 70, empty below"
            >
              <g transform="translate(1 8)">
                <SupportLegend palette={palette} />
              </g>
            </svg>
          )}
          {legend.length === 0 ? null : (
            <ul
              className={styles['legend']}
              aria-label={settings.color === 'none' ? 'Legend' : `Legend: ${coloringNames[settings.color]}`}
            >
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
      <LiveRegion
        text={
          found.length === 0
            ? foundText
            : `${foundText}: ${found.map((node) => tree.nodes[node]!.name).join(', ')}. Enter leads to the next.`
        }
      />
    </Figure>
  )
}

/** What a collapsed clade is called: its first model, and how many more. */
function collapsedName(tree: Tree, node: number): string {
  const [first, ...others] = tipsBelow(tree, node)
  return `${first!.name} + ${others.length} more`
}

function title(scope: ComparisonScope): string {
  return `${plural(scope.modelIds.length, 'model')}, genome ${scope.genome.name}`
}

/**
 * Which support values are written in a drawing, per node, and in words where they are and where there are dots only.
 */
function supportIn(
  drawn: DrawnTree,
  support: readonly (number | null)[],
  threshold: number,
): { readonly texts: readonly (string | null)[]; readonly places: string } {
  const texts = support.map((value) =>
    value === null || value * 100 < threshold ? null : String(supportPercent(value)),
  )
  const written = writtenSupport(drawn, texts)
  const all = drawn.branches.filter(({ child }) => (support[child] ?? null) !== null).length
  return {
    texts: texts.map((text, node) => (written.has(node) ? text : null)),
    places: all === 0 ? '' : supportPlaces(written.size, all),
  }
}

/** What is said of the tree that is drawn: while another one is on its way, that is not the one asked for. */
function captionOf(tree: Tree, settings: TreeSettings, places: string, collapsed: number): string {
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
  const support =
    tree.replicates > 0
      ? `support in % of ${plural(tree.replicates, 'replicate')} over ${plural(tree.genes, 'gene')}${places === '' ? '' : `, ${places}`}`
      : settings.replicates > 0
        ? 'without supports so far'
        : 'no bootstrap'
  return [
    method,
    root,
    measureNames[tree.measure],
    support,
    collapsed === 0 ? '' : `${plural(collapsed, 'clade')} collapsed`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function TreeNotes({ tree, failure }: { readonly tree: Tree; readonly failure: Error | null }) {
  const lengths = tree.nodes.flatMap((node) => (node.length !== null && node.length < 0 ? [node.length] : []))
  const negative =
    tree.negativeBranches === 0
      ? []
      : [
          `${plural(tree.negativeBranches, 'branch has', 'branches have')} a negative length${lengths.length > 0 ? ` (down to ${fixed(Math.min(...lengths), 4)})` : ''}, ` +
            'as neighbour joining can give. Drawn dotted with length 0; the number is kept in the exports.',
        ]
  const notes = [...tree.notes, ...negative]
  if (notes.length === 0 && failure === null) return null
  return (
    <div className={comparisonStyles['notes']}>
      {failure === null ? null : (
        <Notice tone="danger">
          The last change could not be computed: {failure.message} The tree before it is shown.
        </Notice>
      )}
      <FoldedRemarks notes={notes} />
    </div>
  )
}
