import {
  shadeOf,
  shadePosition,
  shadeSteps,
  type GroupShape,
  type Ink,
  type Scene,
  type Shape,
} from '../scene/scene.ts'
import { longestValue, valueSize, type MatrixCell, type MatrixGeometry, type MatrixPart } from './matrix-geometry.ts'
import type { TreeLayout } from './tree-layout.ts'

export interface MatrixLook {
  readonly geometry: MatrixGeometry
  /** Place of a cell's value on the colour scale, 0 to 1; NaN leaves the cell out. By row and column as drawn. */
  readonly positionAt: (row: number, column: number) => number
  /** What is written in the cells where all of it has room. */
  readonly textAt: (row: number, column: number) => string
  /** A tree whose tips are the rows; null where there is none. */
  readonly layout: TreeLayout | null
}

export interface ScaleLegend {
  readonly title: string
  readonly from: string
  readonly middle: string
  readonly to: string
  /** True where the strongest colour stands at the left end. */
  readonly isReversed: boolean
}

export interface MatrixDrawing extends MatrixLook {
  readonly title: string
  readonly description: string
  readonly legend: ScaleLegend
}

const legendLeft = 76
const legendLength = 220
export const scaleLegendSize = { width: legendLeft + legendLength + 14, height: 28 }

/** The drawing of a matrix with its colour scale. */
export function matrixScene({ title, description, legend, ...look }: MatrixDrawing): Scene {
  const { left, top, cell, count, width } = look.geometry
  const bottom = top + cell * count + 16
  return {
    width,
    height: bottom + scaleLegendSize.height + 4,
    title,
    description,
    shapes: [
      matrixCells(look),
      ...matrixNames(look.geometry, null),
      { kind: 'group', x: left, y: bottom, shapes: scaleLegend(legend) },
    ],
  }
}

/** Cells with their values, and tree. */
export function matrixCells(look: MatrixLook): GroupShape {
  const { geometry, textAt } = look
  // The texts of small cells are not even made: of many models there are many.
  const size =
    valueSize(geometry.cell, 1) === null ? null : valueSize(geometry.cell, longestValue(geometry.count, textAt))
  const { count } = geometry
  const all = { firstRow: 0, endRow: count, firstColumn: 0, endColumn: count }
  return { kind: 'group', shapes: [...matrixSquares(look), ...(size === null ? [] : matrixValues(look, size, all))] }
}

/** Tree, diagonal and cells. Cells of one shade are one path, so that many models stay quick. */
export function matrixSquares({ geometry, positionAt, layout }: Omit<MatrixLook, 'textAt'>): readonly Shape[] {
  const { left, top, cell, count } = geometry
  const gap = cell - sideOf(cell)
  // On whole pixels, so that no seams show between cells that touch.
  const edge = (start: number, index: number): number => Math.round(start + index * cell)
  const indices = Array.from({ length: count }, (_, index) => index)
  const square = (row: number, column: number): string => {
    const [x, y] = [edge(left, column), edge(top, row)]
    const [across, down] = [edge(left, column + 1) - x - gap, edge(top, row + 1) - y - gap]
    return `M${x} ${y}h${across}v${down}h${-across}z`
  }
  const pieces = new Map<`shade-${number}`, string[]>()
  for (const row of indices) {
    for (const column of indices) {
      const position = row === column ? NaN : positionAt(row, column)
      if (Number.isNaN(position)) continue
      const shade = shadeOf(position)
      const squares = pieces.get(shade)
      if (squares === undefined) pieces.set(shade, [square(row, column)])
      else squares.push(square(row, column))
    }
  }
  return [
    ...(layout === null ? [] : branchesBeside(layout, geometry)),
    { kind: 'path', d: indices.map((index) => square(index, index)).join(''), fill: 'rule', fillOpacity: 0.22 },
    ...[...pieces].map(([shade, squares]): Shape => ({ kind: 'path', d: squares.join(''), fill: shade })),
  ]
}

/** The values of a part of the cells, in a size of type by `valueSize`. */
export function matrixValues(
  { geometry, positionAt, textAt }: Omit<MatrixLook, 'layout'>,
  size: number,
  { firstRow, endRow, firstColumn, endColumn }: MatrixPart,
): readonly Shape[] {
  const { left, top, cell } = geometry
  const middle = sideOf(cell) / 2
  const texts: Shape[] = []
  for (let row = firstRow; row < endRow; row++) {
    for (let column = firstColumn; column < endColumn; column++) {
      const position = row === column ? NaN : positionAt(row, column)
      if (Number.isNaN(position)) continue
      texts.push({
        kind: 'text',
        x: left + column * cell + middle,
        y: top + row * cell + middle,
        text: textAt(row, column),
        size,
        fill: `${shadeOf(position)}-ink`,
        anchor: 'middle',
        isMiddle: true,
      })
    }
  }
  return texts
}

/** Side of a cell without the gap to the next one, in pixels. */
function sideOf(cell: number): number {
  return cell - (cell >= 16 ? 1 : 0)
}

function branchesBeside(layout: TreeLayout, { left, top, cell, count, treeWidth }: MatrixGeometry): Shape[] {
  const treeLeft = left - 8 - treeWidth
  const x = (at: number): string => (treeLeft + at * treeWidth).toFixed(1)
  const y = (at: number): string => (top + cell / 2 + at * cell * (count - 1)).toFixed(1)
  const paths = layout.branches.map(({ points }) =>
    points.map(([across, down], index) => `${index === 0 ? 'M' : 'L'}${x(across)} ${y(down)}`).join(''),
  )
  return [{ kind: 'path', d: paths.join(''), stroke: 'rule', strokeWidth: 1.2 }]
}

/** The names beside the rows and above the columns; those of a marked cell stand out, and it has a frame. */
export function matrixNames(geometry: MatrixGeometry, marked: MatrixCell | null): readonly Shape[] {
  return [
    ...rowNames(geometry, marked, new Set()),
    ...columnNames(geometry, marked, new Set()),
    ...(marked === null ? [] : [cellFrame(geometry, marked)]),
  ]
}

/** The names beside the rows; those of a marked cell and of models that were found stand out. */
export function rowNames(
  geometry: MatrixGeometry,
  marked: MatrixCell | null,
  found: ReadonlySet<number>,
): readonly Shape[] {
  const { left, top, cell, count } = geometry
  return standingNames(geometry, marked?.row, found).map(({ index, ...text }) => ({
    ...text,
    x: left + cell * count + 8,
    y: top + (index + 0.5) * cell,
  }))
}

/** The names above the columns, as `rowNames` has those of the rows. */
export function columnNames(
  geometry: MatrixGeometry,
  marked: MatrixCell | null,
  found: ReadonlySet<number>,
): readonly Shape[] {
  const { left, top, cell } = geometry
  return standingNames(geometry, marked?.column, found).map(({ index, ...text }) => ({
    ...text,
    x: left + (index + 0.5) * cell,
    y: top - 8,
    rotation: -90,
  }))
}

/** Names as texts without a place; where cells are lower than type only those that stand out. */
function standingNames(
  { names, labelSize, cell }: MatrixGeometry,
  marked: number | undefined,
  found: ReadonlySet<number>,
) {
  return names.flatMap((text, index) => {
    const standsOut = index === marked || found.has(index)
    if (cell < labelSize && !standsOut) return []
    const fill: Ink = standsOut ? 'accent' : 'text'
    return [{ kind: 'text' as const, index, text, size: labelSize, fill, isBold: standsOut, isMiddle: true }]
  })
}

/** What frames a marked cell. */
export function cellFrame({ left, top, cell }: MatrixGeometry, { row, column }: MatrixCell): Shape {
  return {
    kind: 'rect',
    x: left + column * cell,
    y: top + row * cell,
    width: cell,
    height: cell,
    stroke: 'text',
    strokeWidth: 2,
  }
}

/** The colour scale with its ends and middle, from the origin to the right and down. */
export function scaleLegend({ title, from, middle, to, isReversed }: ScaleLegend): readonly Shape[] {
  const step = legendLength / shadeSteps
  const label = (x: number, text: string, anchor: 'start' | 'middle' | 'end'): Shape => ({
    kind: 'text',
    x,
    y: 24,
    text,
    size: 10,
    fill: 'muted',
    anchor,
  })
  return [
    { kind: 'text', x: 0, y: 6, text: title, size: 11, fill: 'text', isMiddle: true },
    {
      kind: 'group',
      x: legendLeft,
      shapes: [
        ...Array.from({ length: shadeSteps }, (_, index): Shape => {
          const position = shadePosition(index)
          return {
            kind: 'rect',
            x: index * step,
            y: 0,
            // A little wider, so that no gap shows between two.
            width: step + 0.6,
            height: 12,
            fill: shadeOf(isReversed ? 1 - position : position),
          }
        }),
        { kind: 'rect', x: 0, y: 0, width: legendLength + 0.6, height: 12, stroke: 'rule', strokeWidth: 0.8 },
        label(0, from, 'start'),
        label(legendLength / 2, middle, 'middle'),
        label(legendLength, to, 'end'),
      ],
    },
  ]
}
