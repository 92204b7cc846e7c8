import { useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { boundedText, intervalText } from '../../../core/format/interval.ts'
import { cellAt, type MatrixCell, type MatrixGeometry } from '../../../core/layout/matrix-geometry.ts'
import { matrixNames } from '../../../core/layout/matrix-scene.ts'
import { figureFont } from '../../../core/scene/lettering.ts'
import type { GroupShape } from '../../../core/scene/scene.ts'
import type { OrderedMatrix, ShownValue } from '../../../engine/analyses/matrix-drawing.ts'
import type { Distances } from '../../../engine/api/contract.ts'
import { LiveRegion } from '../../components/live-region.tsx'
import { SceneShape, SceneShapes } from '../../figure/scene-drawing.tsx'
import type { Size } from '../../figure/use-size.ts'
import { noiseWords } from './noise-words.ts'
import { PairCard } from './pair-card.tsx'
import styles from './matrix.module.css'

interface MatrixCanvasProps {
  readonly frame: RefObject<HTMLDivElement | null>
  readonly size: Size | null
  readonly label: string
  readonly distances: Distances
  /** The same, ordered. */
  readonly matrix: OrderedMatrix
  readonly shown: ShownValue
  readonly geometry: MatrixGeometry | null
  readonly cells: GroupShape | null
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
export function MatrixCanvas({
  frame,
  size,
  label,
  distances,
  matrix,
  shown,
  geometry,
  cells,
  palette,
  onPick,
}: MatrixCanvasProps) {
  const [pointed, setPointed] = useState<(MatrixCell & { readonly x: number; readonly y: number }) | null>(null)
  const [focused, setFocused] = useState<MatrixCell>({ row: 0, column: 1 })
  const [hasFocus, setHasFocus] = useState(false)
  const [scroll, setScroll] = useState({ x: 0, y: 0 })
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
        onScroll={(event) => setScroll({ x: event.currentTarget.scrollLeft, y: event.currentTarget.scrollTop })}
      >
        {geometry === null || cells === null ? null : (
          <svg
            data-matrix={shown}
            width={geometry.width}
            height={geometry.height}
            role="application"
            aria-roledescription="matrix"
            aria-label={`${label}. Arrow keys move between cells, Enter keeps a pair.`}
            tabIndex={0}
            className={styles['matrix']}
            fontFamily={figureFont}
            onPointerMove={onMove}
            onPointerLeave={() => setPointed(null)}
            onClick={() => pointed !== null && pick(pointed)}
            onFocus={() => setHasFocus(true)}
            onBlur={() => setHasFocus(false)}
            onKeyDown={onKey}
          >
            <SceneShape shape={cells} palette={palette} />
            <SceneShapes shapes={matrixNames(geometry, marked)} palette={palette} />
          </svg>
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

function keepInView(frame: HTMLElement, { left, top, cell }: MatrixGeometry, { row, column }: MatrixCell): void {
  const [x, y] = [left + column * cell, top + row * cell]
  if (x < frame.scrollLeft + cell) frame.scrollLeft = x - cell
  if (x + 2 * cell > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = x + 2 * cell - frame.clientWidth
  if (y < frame.scrollTop + cell) frame.scrollTop = y - cell
  if (y + 2 * cell > frame.scrollTop + frame.clientHeight) frame.scrollTop = y + 2 * cell - frame.clientHeight
}

function keyboardCard(
  { row, column }: MatrixCell,
  { left, top, cell }: MatrixGeometry,
  scroll: { readonly x: number; readonly y: number },
) {
  return { x: left + (column + 1) * cell - scroll.x, y: top + (row + 1) * cell - scroll.y }
}
