import { useMemo, type SVGProps } from 'react'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { shownPart, type MatrixCell, type MatrixGeometry } from '../../../core/layout/matrix-geometry.ts'
import {
  cellFrame,
  columnNames,
  matrixSquares,
  matrixValues,
  rowNames,
  type MatrixLook as SceneLook,
} from '../../../core/layout/matrix-scene.ts'
import { figureFont } from '../../../core/scene/lettering.ts'
import type { GroupShape, Shape } from '../../../core/scene/scene.ts'
import { SceneShape, SceneShapes } from '../../figure/scene-drawing.tsx'
import type { Size } from '../../figure/use-size.ts'
import styles from './matrix.module.css'

/** What a matrix looks like on the page, whatever is pointed at. */
export interface MatrixLook extends SceneLook {
  /** Size of type of the values; null where cells have no room for them. */
  readonly valueSize: number | null
  /** Rows and columns that were found. */
  readonly found: ReadonlySet<number>
}

interface MatrixShapesProps extends SVGProps<SVGSVGElement> {
  readonly look: MatrixLook
  readonly marked: MatrixCell | null
  readonly scroll: { readonly x: number; readonly y: number }
  readonly frame: Size
  readonly palette: FigurePalette
}

const group = (shapes: readonly Shape[]): GroupShape => ({ kind: 'group', shapes })

/** The cells of a matrix with those values that are in view, and the names of rows and columns, which stay in view. */
export function MatrixShapes({ look, marked, scroll, frame, palette, ...cells }: MatrixShapesProps) {
  const { geometry, positionAt, textAt, layout, valueSize, found } = look
  const squares = useMemo(() => group(matrixSquares({ geometry, positionAt, layout })), [geometry, positionAt, layout])
  const { firstRow, endRow, firstColumn, endColumn } = shownPart(geometry, scroll, frame)
  const values = useMemo(
    () =>
      valueSize === null
        ? null
        : group(
            matrixValues({ geometry, positionAt, textAt }, valueSize, { firstRow, endRow, firstColumn, endColumn }),
          ),
    [geometry, positionAt, textAt, valueSize, firstRow, endRow, firstColumn, endColumn],
  )
  return (
    <div className={styles['sheet']} style={{ width: geometry.right, height: geometry.height }}>
      <svg width={geometry.right} height={geometry.height} fontFamily={figureFont} {...cells}>
        <SceneShape shape={squares} palette={palette} />
        {values === null ? null : <SceneShape shape={values} palette={palette} />}
        {marked === null ? null : <SceneShape shape={cellFrame(geometry, marked)} palette={palette} />}
      </svg>
      <Heads geometry={geometry} shapes={rowNames(geometry, marked, found)} side="rows" palette={palette} />
      <Heads geometry={geometry} shapes={columnNames(geometry, marked, found)} side="columns" palette={palette} />
      <div
        className={styles['corner']}
        style={{ width: geometry.right - cellsEnd(geometry), height: geometry.top - 3 }}
      />
    </div>
  )
}

/** Where the names beside the rows begin. */
function cellsEnd({ left, cell, count }: MatrixGeometry): number {
  return left + cell * count + 3
}

interface HeadsProps {
  readonly geometry: MatrixGeometry
  readonly shapes: readonly Shape[]
  readonly side: 'rows' | 'columns'
  readonly palette: FigurePalette
}

/** The names of one side, on a ground of their own over what scrolls below them. */
function Heads({ geometry, shapes, side, palette }: HeadsProps) {
  const { top, right, height } = geometry
  const end = cellsEnd(geometry)
  const box = side === 'columns' ? { x: 0, width: right, height: top - 3 } : { x: end, width: right - end, height }
  return (
    <svg
      className={styles[side]}
      width={box.width}
      height={box.height}
      viewBox={`${box.x} 0 ${box.width} ${box.height}`}
      fontFamily={figureFont}
      aria-hidden="true"
    >
      <SceneShapes shapes={shapes} palette={palette} />
    </svg>
  )
}
