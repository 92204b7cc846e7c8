import { shadeOf, shadePosition, shadeSteps, type GroupShape, type Scene, type Shape } from '../scene/scene.ts'
import { valueSize, type MatrixCell, type MatrixGeometry } from './matrix-geometry.ts'
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

/** Cells and tree. Cells of one shade are one path, so that many models stay quick. */
export function matrixCells({ geometry, positionAt, textAt, layout }: MatrixLook): GroupShape {
  const { left, top, cell, count } = geometry
  const gap = cell >= 16 ? 1 : 0
  const side = cell - gap
  const indices = Array.from({ length: count }, (_, index) => index)
  const square = (row: number, column: number): string =>
    `M${left + column * cell} ${top + row * cell}h${side}v${side}h${-side}z`
  // The texts of small cells are not even made: of many models there are many.
  const values =
    valueSize(cell, [['', '0']]) === null ? [] : indices.map((row) => indices.map((column) => textAt(row, column)))
  const size = values.length === 0 ? null : valueSize(cell, values)
  const pieces = new Map<`shade-${number}`, string[]>()
  const texts: Shape[] = []
  for (const row of indices) {
    for (const column of indices) {
      const position = row === column ? NaN : positionAt(row, column)
      if (Number.isNaN(position)) continue
      const shade = shadeOf(position)
      const squares = pieces.get(shade)
      if (squares === undefined) pieces.set(shade, [square(row, column)])
      else squares.push(square(row, column))
      if (size === null) continue
      texts.push({
        kind: 'text',
        x: left + column * cell + side / 2,
        y: top + row * cell + side / 2,
        text: values[row]![column]!,
        size,
        fill: `${shade}-ink`,
        anchor: 'middle',
        isMiddle: true,
      })
    }
  }
  return {
    kind: 'group',
    shapes: [
      ...(layout === null ? [] : branchesBeside(layout, geometry)),
      { kind: 'path', d: indices.map((index) => square(index, index)).join(''), fill: 'rule', fillOpacity: 0.22 },
      ...[...pieces].map(([shade, squares]): Shape => ({ kind: 'path', d: squares.join(''), fill: shade })),
      ...texts,
    ],
  }
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
export function matrixNames(
  { left, top, cell, count, names, labelSize }: MatrixGeometry,
  marked: MatrixCell | null,
): readonly Shape[] {
  const name = (text: string, isMarked: boolean) =>
    ({
      kind: 'text',
      text,
      size: labelSize,
      fill: isMarked ? 'accent' : 'text',
      isBold: isMarked,
      isMiddle: true,
    }) as const
  const shapes = names.flatMap((text, index): Shape[] => {
    const middle = index * cell + cell / 2
    return [
      { ...name(text, marked?.row === index), x: left + cell * count + 8, y: top + middle },
      { ...name(text, marked?.column === index), x: left + middle, y: top - 8, rotation: -90 },
    ]
  })
  if (marked === null) return shapes
  const frame: Shape = {
    kind: 'rect',
    x: left + marked.column * cell,
    y: top + marked.row * cell,
    width: cell,
    height: cell,
    stroke: 'text',
    strokeWidth: 2,
  }
  return [...shapes, frame]
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
