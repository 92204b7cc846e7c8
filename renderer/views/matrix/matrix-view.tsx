import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { rectangularLayout } from '../../../core/layout/rectangular-layout.ts'
import { treeOfRows } from '../../../core/tree/node-rows.ts'
import type { Distances, ModelSummary, Tree } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { figurePalettes } from '../../../core/color/palette.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Progress } from '../../components/progress.tsx'
import { Segments } from '../../components/segments.tsx'
import { EmptyState, ErrorState, LoadingState, Notice } from '../../components/states.tsx'
import { useTheme } from '../../design/theme.ts'
import { Figure, type TextExport } from '../../figure/figure.tsx'
import { useSize } from '../../figure/use-size.ts'
import { csvText } from '../../../core/table/csv-writer.ts'
import { boundedText, fixed, intervalText } from '../../../core/format/interval.ts'
import { plural, significant, weightsText } from '../../../core/format/quantity.ts'
import { boundedPair, type BoundedPair } from '../../../core/similarity/bounded.ts'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { measureNames, type ComparisonScope } from '../comparison/comparison-scope.ts'
import { FoldedRemarks } from '../comparison/remarks.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { MatrixDrawing, MatrixFile, matrixFileSize, ScaleLegend } from './matrix-drawing.tsx'
import { cellAt, matrixGeometry, mostCellDecimals, type CellPlace } from '../../../core/layout/matrix-geometry.ts'
import type { ValuesOf } from '../../settings/setting.ts'
import { matrixView } from './matrix-settings.ts'
import { orderByTree } from '../../../core/layout/matrix-order.ts'
import textStyles from '../../components/text.module.css'
import styles from './matrix.module.css'

type Ready = Extract<Comparison, { state: 'ready' }>
type Shown = ValuesOf<typeof matrixView.settings>['show']

const fewestModels = 2

export function MatrixView() {
  const comparison = useComparison()
  return (
    <ComparisonFrame
      title="Matrix"
      icon="matrix"
      comparison={comparison}
      fewest={fewestModels}
      note="Every pair of models, near ones side by side"
    >
      {(ready) => <ComparedMatrix ready={ready} />}
    </ComparisonFrame>
  )
}

function ComparedMatrix({ ready }: { readonly ready: Ready }) {
  const [{ show: shown, pair }, change] = useViewSettings(matrixView)
  const distances = useCancellableCall('analysis.distances', ready.request)
  // After the distances, so that who cancels them is not waiting for the same comparison still.
  const hasTree = ready.scope.modelIds.length > 2 && distances.data !== undefined && !distances.isPlaceholderData
  const tree = useCall(
    'analysis.tree',
    { ...ready.request, method: 'nj', root: 'midpoint', replicates: 0, seed: 1 },
    { keep: true, enabled: hasTree },
  )
  // Distances that were asked for and are neither here nor on their way.
  const isCancelled =
    (distances.data === undefined || distances.isPlaceholderData) &&
    distances.error === null &&
    distances.fetchStatus === 'idle'
  const again = <Button onPress={() => void distances.refetch()}>Compare them</Button>
  const [first, second] = pair
  return (
    <div className={comparisonStyles['split']}>
      <div className={comparisonStyles['figure']}>
        {distances.progress === null || distances.progress.left === null ? null : (
          <div className={comparisonStyles['notes']}>
            <OperationProgress label="Comparing the models" progress={distances.progress} onCancel={distances.cancel} />
          </div>
        )}
        {isCancelled && distances.data !== undefined ? (
          <div className={comparisonStyles['notes']}>
            <Notice tone="info" action={again}>
              Cancelled. The matrix before the last change is shown.
            </Notice>
          </div>
        ) : null}
        {distances.data === undefined ? (
          isCancelled ? (
            <EmptyState icon="matrix" title="Cancelled" action={again}>
              The models were not compared.
            </EmptyState>
          ) : distances.error === null ? (
            <LoadingState label="Comparing the models" />
          ) : (
            <ErrorState
              title="The models could not be compared"
              error={distances.error}
              onRetry={() => void distances.refetch()}
            />
          )
        ) : (
          <MatrixFigure
            distances={distances.data}
            tree={tree.data}
            scope={ready.scope}
            shown={shown}
            isBusy={distances.isFetching || tree.isFetching}
            failure={distances.error}
            onPick={(row, column) => change({ pair: [row, column] })}
          />
        )}
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the matrix">
        {first === undefined || second === undefined || distances.data === undefined ? null : (
          <PairFacts
            pair={[first, second]}
            distances={distances.data}
            models={ready.models}
            onClose={() => change({ pair: undefined })}
          />
        )}
        <section className={comparisonStyles['group']} aria-labelledby="matrix-controls">
          <h2 id="matrix-controls" className={comparisonStyles['groupTitle']}>
            Matrix
          </h2>
          <Segments
            label="Values"
            choices={[
              { id: 'similarity', name: 'Similarity' },
              { id: 'distance', name: 'Distance' },
            ]}
            value={shown}
            onChange={(show) => change({ show })}
          />
          <p className={textStyles['muted']}>
            Rows and columns stand in the order of the neighbour-joining tree. A value is written with the digits that
            its certified interval supports.
          </p>
        </section>
      </aside>
    </div>
  )
}

interface MatrixFigureProps {
  readonly distances: Distances
  readonly tree: Tree | undefined
  readonly scope: ComparisonScope
  readonly shown: Shown
  readonly isBusy: boolean
  readonly failure: Error | null
  readonly onPick: (row: string, column: string) => void
}

function MatrixFigure({ distances, tree, scope, shown, isBusy, failure, onPick }: MatrixFigureProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const [pointed, setPointed] = useState<(CellPlace & { readonly x: number; readonly y: number }) | null>(null)
  const [focused, setFocused] = useState<CellPlace>({ row: 0, column: 1 })
  const [hasFocus, setHasFocus] = useState(false)
  const [scroll, setScroll] = useState({ x: 0, y: 0 })

  const order = useMemo(() => orderByTree(distances.modelIds, tree), [distances, tree])
  const names = useMemo(() => order.map((place) => distances.models[place] ?? ''), [order, distances])
  const fits = tree !== undefined && tree.nodes.filter((node) => node.modelId !== null).length === names.length
  const layout = useMemo(
    () => (fits && tree !== undefined ? rectangularLayout(treeOfRows(tree.nodes), 'cladogram') : null),
    [tree, fits],
  )
  const widest = useMemo(
    () => distances.distance.reduce((most, row) => row.reduce((m, value) => Math.max(m, value), most), 0),
    [distances],
  )
  const pairs = useMemo(
    () => order.map((row) => order.map((column) => boundedPair(distances, row, column))),
    [order, distances],
  )
  const positions = useMemo(
    () =>
      pairs.map((row) =>
        row.map((pair) =>
          shown === 'similarity' ? pair.similarity.value : widest === 0 ? 1 : 1 - pair.distance.value / widest,
        ),
      ),
    [pairs, shown, widest],
  )
  const isSame = useMemo(() => {
    const groupOf = new Map(distances.same.flatMap((group, index) => group.map((id) => [id, index] as const)))
    const groups = order.map((place) => groupOf.get(distances.modelIds[place] ?? ''))
    return (row: number, column: number) => groups[row] !== undefined && groups[row] === groups[column]
  }, [distances, order])
  const texts = useMemo(
    () =>
      pairs.map((row, i) => row.map((pair, j) => (isSame(i, j) ? 'same' : boundedText(pair[shown], mostCellDecimals)))),
    [pairs, shown, isSame],
  )
  const geometry = useMemo(
    () => (size === null || size.width < 50 ? null : matrixGeometry(names, size.width, size.height)),
    [names, size],
  )

  const legend =
    shown === 'similarity'
      ? { title: 'Similarity', from: '0', middle: '0.5', to: '1', isReversed: false }
      : { title: 'Distance', from: '0', middle: fixed(widest / 2, 2), to: fixed(widest, 2), isReversed: true }
  const title = `${shown === 'similarity' ? 'Similarity' : 'Distance'} of ${plural(names.length, 'model')}, genome ${scope.genome.name}`
  const caption = `${measureNames[distances.measure]} · ${plural(distances.genes, 'gene')} · ordered by neighbour joining`

  const marked: CellPlace | null = pointed ?? (hasFocus ? focused : null)
  const within = marked !== null && marked.row < names.length && marked.column < names.length ? marked : null
  const noisePart = ({ row, column }: CellPlace): string => {
    const margin = distances.noise?.[order[row] ?? -1]?.[order[column] ?? -1]
    return margin === undefined || margin === 0 || shown !== 'similarity'
      ? ''
      : `, ${significant(margin, 1)} on either side for the engine's noise`
  }
  const describe = (cell: CellPlace): string => {
    const pair = pairs[cell.row]?.[cell.column]
    if (pair === undefined) return ''
    if (cell.row === cell.column) return `${names[cell.row]}, the same model`
    const same = isSame(cell.row, cell.column) ? 'the same within the noise, ' : ''
    return `${names[cell.row]} and ${names[cell.column]}: ${same}${shown} ${boundedText(pair[shown])}, between ${intervalText(pair[shown].lower, pair[shown].upper).replace(' to ', ' and ')}${noisePart(cell)}`
  }
  const pick = (cell: CellPlace) => {
    const row = distances.modelIds[order[cell.row] ?? -1]
    const column = distances.modelIds[order[cell.column] ?? -1]
    if (row !== undefined && column !== undefined && row !== column) onPick(row, column)
  }
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    if (geometry === null || frame.current === null) return
    const box = event.currentTarget.getBoundingClientRect()
    const cell = cellAt(geometry, event.clientX - box.left, event.clientY - box.top)
    const outer = frame.current.getBoundingClientRect()
    setPointed(cell === null ? null : { ...cell, x: event.clientX - outer.left, y: event.clientY - outer.top })
  }
  const onKey = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    }
    const move = moves[event.key]
    const last = names.length - 1
    const clamp = (value: number) => Math.min(last, Math.max(0, value))
    if (move !== undefined) {
      const cell = { row: clamp(focused.row + move[0]), column: clamp(focused.column + move[1]) }
      setPointed(null)
      setFocused(cell)
      if (geometry !== null && frame.current !== null)
        keepInView(
          frame.current,
          geometry.left + cell.column * geometry.cell,
          geometry.top + cell.row * geometry.cell,
          geometry.cell,
        )
    } else if (event.key === 'Home' || event.key === 'End') {
      setFocused({ ...focused, column: event.key === 'Home' ? 0 : last })
    } else if (event.key === 'Enter' || event.key === ' ') {
      pick(focused)
    } else {
      return
    }
    event.preventDefault()
  }

  const shownOrder = order.map((place) => distances.modelIds[place] ?? '')
  const textExports: TextExport[] = [
    {
      id: 'csv',
      name: `CSV matrix of the ${shown}`,
      extension: 'csv',
      type: 'text/csv',
      text: () =>
        csvText([
          ['model', ...names],
          ...pairs.map((row, index) => [names[index] ?? '', ...row.map((pair) => pair[shown].value)]),
        ]),
    },
    {
      id: 'pairs',
      name: 'CSV of pairs with bounds',
      extension: 'pairs.csv',
      type: 'text/csv',
      text: () =>
        csvText([
          [
            'model',
            'model id',
            'other',
            'other id',
            'similarity',
            'similarity lower',
            'similarity upper',
            'distance',
            'distance lower',
            'distance upper',
          ],
          ...pairs.flatMap((row, i) =>
            row
              .slice(0, i)
              .map((pair, j) => [
                names[i] ?? '',
                shownOrder[i] ?? '',
                names[j] ?? '',
                shownOrder[j] ?? '',
                pair.similarity.value,
                pair.similarity.lower,
                pair.similarity.upper,
                pair.distance.value,
                pair.distance.lower,
                pair.distance.upper,
              ]),
          ),
        ]),
    },
  ]
  const exported = () => {
    const base = matrixGeometry(names, 900, 900)
    return {
      element: (
        <MatrixFile
          title={title}
          caption={caption}
          legend={legend}
          geometry={base}
          palette={figurePalettes.light}
          positions={positions}
          texts={texts}
          layout={layout}
          marked={null}
        />
      ),
      ...matrixFileSize(title, caption, base),
    }
  }
  const card =
    pointed ?? (hasFocus && geometry !== null && within !== null ? keyboardCard(within, geometry, scroll) : null)
  return (
    <Figure
      title={title}
      caption={caption}
      fileParts={['matrix', shown, scope.genome.name]}
      drawing={exported}
      texts={textExports}
      isBusy={isBusy}
    >
      <div className={styles['column']}>
        {distances.notes.length === 0 && failure === null ? null : (
          <div className={comparisonStyles['notes']}>
            {failure === null ? null : (
              <Notice tone="danger">
                The last change could not be computed: {failure.message} The matrix before it is shown.
              </Notice>
            )}
            <FoldedRemarks notes={distances.notes} />
          </div>
        )}
        <div className={styles['holder']}>
          {isBusy ? (
            <div className={comparisonStyles['busy']}>
              <Progress label="Comparing the models" done={0} total={1} isIndeterminate thin />
            </div>
          ) : null}
          <div
            ref={frame}
            className={styles['frame']}
            onScroll={(event) => setScroll({ x: event.currentTarget.scrollLeft, y: event.currentTarget.scrollTop })}
          >
            {geometry === null ? null : (
              <svg
                data-matrix={shown}
                width={geometry.width}
                height={geometry.height}
                role="application"
                aria-roledescription="matrix"
                aria-label={`${title}. Arrow keys move between cells, Enter keeps a pair.`}
                tabIndex={0}
                className={styles['matrix']}
                onPointerMove={onMove}
                onPointerLeave={() => setPointed(null)}
                onClick={() => pointed !== null && pick(pointed)}
                onFocus={() => setHasFocus(true)}
                onBlur={() => setHasFocus(false)}
                onKeyDown={onKey}
              >
                <MatrixDrawing
                  geometry={geometry}
                  palette={palette}
                  positions={positions}
                  texts={texts}
                  layout={layout}
                  marked={within}
                />
              </svg>
            )}
          </div>
          {card === null || within === null || size === null ? null : (
            <PairCard
              pair={pairs[within.row]?.[within.column]}
              names={[names[within.row] ?? '', names[within.column] ?? '']}
              x={card.x}
              y={card.y}
              frame={size}
              isSame={within.row === within.column}
            />
          )}
        </div>
        <div className={styles['foot']}>
          <svg
            width={310}
            height={28}
            role="img"
            aria-label={`Colour scale: ${legend.title} from ${legend.from} to ${legend.to}`}
          >
            <ScaleLegend {...legend} palette={palette} width={220} />
          </svg>
        </div>
      </div>
      <LiveRegion text={hasFocus && within !== null ? describe(within) : ''} />
    </Figure>
  )
}

function keepInView(frame: HTMLElement, x: number, y: number, cell: number): void {
  if (x < frame.scrollLeft + cell) frame.scrollLeft = x - cell
  if (x + 2 * cell > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = x + 2 * cell - frame.clientWidth
  if (y < frame.scrollTop + cell) frame.scrollTop = y - cell
  if (y + 2 * cell > frame.scrollTop + frame.clientHeight) frame.scrollTop = y + 2 * cell - frame.clientHeight
}

function keyboardCard(
  cell: CellPlace,
  geometry: { readonly left: number; readonly top: number; readonly cell: number },
  scroll: { readonly x: number; readonly y: number },
) {
  return {
    x: geometry.left + (cell.column + 1) * geometry.cell - scroll.x,
    y: geometry.top + (cell.row + 1) * geometry.cell - scroll.y,
  }
}

interface PairCardProps {
  readonly pair: BoundedPair | undefined
  readonly names: readonly [string, string]
  readonly isSame: boolean
  readonly x: number
  readonly y: number
  readonly frame: { readonly width: number; readonly height: number }
}

function PairCard({ pair, names, isSame, x, y, frame }: PairCardProps) {
  if (pair === undefined) return null
  const toLeft = x > frame.width - 320
  const above = y > frame.height - 140
  return (
    <div
      className={comparisonStyles['card']}
      data-card
      style={{
        ...(toLeft ? { right: frame.width - x + 16 } : { left: x + 16 }),
        ...(above ? { bottom: frame.height - y + 12 } : { top: y + 14 }),
      }}
    >
      <h3>{isSame ? names[0] : `${names[0]} × ${names[1]}`}</h3>
      {isSame ? <p>The same model: similarity 1.</p> : <PairFigures pair={pair} />}
    </div>
  )
}

function PairFigures({ pair }: { readonly pair: BoundedPair }) {
  return (
    <dl className={comparisonStyles['cardFacts']}>
      <dt>Similarity</dt>
      <dd>
        {boundedText(pair.similarity)}{' '}
        <span className={textStyles['muted']}>{intervalText(pair.similarity.lower, pair.similarity.upper)}</span>
      </dd>
      <dt>Distance</dt>
      <dd>
        {boundedText(pair.distance)}{' '}
        <span className={textStyles['muted']}>{intervalText(pair.distance.lower, pair.distance.upper)}</span>
      </dd>
    </dl>
  )
}

interface PairFactsProps {
  readonly pair: readonly [string, string]
  readonly distances: Distances
  readonly models: readonly ModelSummary[]
  readonly onClose: () => void
}

/** The pair that was kept by a click, in the panel at the side. */
function PairFacts({ pair, distances, models, onClose }: PairFactsProps) {
  const row = distances.modelIds.indexOf(pair[0])
  const column = distances.modelIds.indexOf(pair[1])
  if (row < 0 || column < 0) return null
  return (
    <section className={comparisonStyles['group']} aria-label="Pair">
      <div className={comparisonStyles['groupHead']}>
        <h2 className={`${comparisonStyles['groupTitle']} ${comparisonStyles['name']}`}>Pair</h2>
        <IconButton icon="close" label="Close the pair" onPress={onClose} />
      </div>
      {pair.map((id) => {
        const model = models.find((candidate) => candidate.id === id)
        return model === undefined ? null : (
          <div key={id}>
            <div className={comparisonStyles['name']}>{model.name}</div>
            <div className={textStyles['muted']}>
              {model.architecture}, {weightsText(model.parameters)}, {model.quantization}
            </div>
          </div>
        )
      })}
      <PairFigures pair={boundedPair(distances, row, column)} />
    </section>
  )
}
