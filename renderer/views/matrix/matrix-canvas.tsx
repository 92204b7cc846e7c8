import { useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { boundedText, intervalText } from '../../../core/format/interval.ts'
import { cellAt, type MatrixCell, type MatrixGeometry } from '../../../core/layout/matrix-geometry.ts'
import type { OrderedMatrix, ShownValue } from '../../../engine/analyses/matrix-drawing.ts'
import type { Distances } from '../../../engine/api/contract.ts'
import { LiveRegion } from '../../components/live-region.tsx'
import type { ScrolledZoom } from '../../figure/use-scrolled-zoom.ts'
import type { Size } from '../../figure/use-size.ts'
import { MatrixShapes, type MatrixLook } from './matrix-shapes.tsx'
import { noiseWords } from './noise-words.ts'
import { PairCard } from './pair-card.tsx'
import styles from './matrix.module.css'

interface MatrixCanvasProps {
  readonly frame: RefObject<HTMLDivElement | null>
  readonly size: Size | null
  readonly zoom: ScrolledZoom
  readonly label: string
  readonly distances: Distances
  /** The same, ordered. */
  readonly matrix: OrderedMatrix
  readonly shown: ShownValue
  readonly look: MatrixLook | null
  readonly palette: FigurePalette
  readonly onPick: (row: string, column: string) => void
}

const moves: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** The drawing of a matrix in its frame, whose cells can be pointed at and walked through. */
export function MatrixCanvas(props: MatrixCanvasProps) {
  const { frame, size, zoom, label, distances, matrix, shown, look, palette, onPick } = props
  const [pointed, setPointed] = useState<(MatrixCell & { readonly x: number; readonly y: number }) | null>(null)
  const [focused, setFocused] = useState<MatrixCell>({ row: 0, column: 1 })
  const [hasFocus, setHasFocus] = useState(false)
  const [scroll, setScroll] = useState({ x: 0, y: 0 })
  const geometry = look?.geometry ?? null
  const count = matrix.names.length
  const wanted: MatrixCell | null = pointed ?? (hasFocus ? focused : null)
  const marked = wanted !== null && wanted.row < count && wanted.column < count ? wanted : null

  const pick = ({ row, column }: MatrixCell) => {
    const [rowModel, columnModel] = [matrix.modelIds[row], matrix.modelIds[column]]
    if (rowModel !== undefined && columnModel !== undefined && rowModel !== columnModel) onPick(rowModel, columnModel)
  }
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    if (geometry === null || frame.current === null) return
    const box = event.currentTarget.getBoundingClientRect()
    const cell = cellAt(geometry, event.clientX - box.left, event.clientY - box.top)
    const outer = frame.current.getBoundingClientRect()
    setPointed(cell === null ? null : { ...cell, x: event.clientX - outer.left, y: event.clientY - outer.top })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const move = moves[event.key]
    const clamp = (value: number) => Math.min(count - 1, Math.max(0, value))
    const lead = (cell: MatrixCell) => {
      setPointed(null)
      setFocused(cell)
      if (geometry !== null && frame.current !== null) keepInView(frame.current, geometry, cell)
    }
    if (move !== undefined) {
      lead({ row: clamp(focused.row + move[0]), column: clamp(focused.column + move[1]) })
    } else if (event.key === 'Home' || event.key === 'End') {
      lead({ ...focused, column: event.key === 'Home' ? 0 : count - 1 })
    } else if (event.key === 'Enter' || event.key === ' ') {
      pick(focused)
    } else if (event.key === '+' || event.key === '-') {
      zoom.zoom(event.key === '+' ? 1.25 : 0.8)
    } else {
      return
    }
    event.preventDefault()
  }
  const noiseOf = ({ row, column }: MatrixCell) =>
    noiseWords(distances, [matrix.modelIds[row]!, matrix.modelIds[column]!])
  const card =
    pointed ?? (hasFocus && geometry !== null && marked !== null ? keyboardCard(marked, geometry, scroll) : null)
  return (
    <>
      <div
        ref={frame}
        className={styles['frame']}
        onScroll={({ currentTarget: { scrollLeft: x, scrollTop: y } }) => setScroll({ x, y })}
        {...zoom.handlers}
      >
        {look === null || size === null ? null : (
          <MatrixShapes
            look={look}
            marked={marked}
            scroll={scroll}
            frame={size}
            palette={palette}
            data-matrix={shown}
            role="application"
            aria-roledescription="matrix"
            aria-label={`${label}. Arrow keys move between cells, Enter keeps a pair. Its table has the same values.`}
            tabIndex={0}
            className={styles['matrix']}
            onPointerMove={onMove}
            onPointerLeave={() => setPointed(null)}
            onClick={() => pointed !== null && pick(pointed)}
            onFocus={() => setHasFocus(true)}
            onBlur={() => setHasFocus(false)}
            onKeyDown={onKey}
          />
        )}
      </div>
      {card === null || marked === null || size === null ? null : (
        <PairCard
          pair={matrix.pairAt(marked.row, marked.column)}
          names={[matrix.names[marked.row]!, matrix.names[marked.column]!]}
          noise={noiseOf(marked)}
          x={card.x}
          y={card.y}
          frame={size}
          isSame={marked.row === marked.column}
        />
      )}
      <LiveRegion text={hasFocus && marked !== null ? cellWords(matrix, shown, marked, noiseOf(marked)) : ''} />
    </>
  )
}

function cellWords(
  { names, pairAt }: OrderedMatrix,
  shown: ShownValue,
  { row, column }: MatrixCell,
  noise: readonly string[],
): string {
  if (row === column) return `${names[row]!}, the same model`
  const bounded = pairAt(row, column)[shown]
  const between = intervalText(bounded.lower, bounded.upper).replace(' to ', ' and ')
  return `${names[row]!} and ${names[column]!}: ${[`${shown} ${boundedText(bounded)}, between ${between}`, ...noise].join(', ')}`
}

/** Scrolls a cell out from under the heads of rows and columns and into the frame. */
function keepInView(frame: HTMLElement, geometry: MatrixGeometry, { row, column }: MatrixCell): void {
  const { left, top, cell, count, right } = geometry
  const [x, y] = [left + column * cell, top + row * cell]
  const heads = right - left - cell * count
  if (x < frame.scrollLeft + cell) frame.scrollLeft = x - cell
  if (x + 2 * cell > frame.scrollLeft + frame.clientWidth - heads)
    frame.scrollLeft = x + 2 * cell - frame.clientWidth + heads
  if (y < frame.scrollTop + top + cell) frame.scrollTop = y - cell - top
  if (y + 2 * cell > frame.scrollTop + frame.clientHeight) frame.scrollTop = y + 2 * cell - frame.clientHeight
}

function keyboardCard(
  { row, column }: MatrixCell,
  { left, top, cell }: MatrixGeometry,
  scroll: { readonly x: number; readonly y: number },
) {
  return { x: left + (column + 1) * cell - scroll.x, y: top + (row + 1) * cell - scroll.y }
}
