import { printable } from '../format/printable.ts'
import { shortenApart } from '../format/truncate.ts'
import { textWidth } from '../scene/lettering.ts'
import { shadeOf, type GroupShape, type Scene, type Shape } from '../scene/scene.ts'
import { scaleLegend, scaleLegendSize, type ScaleLegend } from './matrix-scene.ts'

export interface GridCell {
  readonly row: number
  readonly column: number
  /** Place on the colour scale, 0 to 1; null where there is no value. */
  readonly position: number | null
  /** Written in the cell where all cells have room. */
  readonly text: string
  /** By `markTitle`. */
  readonly title: string
}

export interface GridDrawing {
  readonly title: string
  readonly description: string
  /** The drawing is wider where the columns ask for it. */
  readonly width: number
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** What the columns are, above them. */
  readonly columnsTitle: string
  /** A row and a column without a cell stay empty. */
  readonly cells: readonly GridCell[]
  readonly legend: ScaleLegend
}

const edge = 20
const rowHeight = 22
const headHeight = 44
const nameSize = 11
const valueSize = 9
const mostCharacters = 30
const [narrowest, widest] = [11, 46]

/** Values by rows and columns as a heat map with its colour scale. Cells without a value have a frame. */
export function gridScene(drawing: GridDrawing): Scene {
  const { title, description, rows, columns, columnsTitle, cells, legend } = drawing
  const names = shortenApart(rows, mostCharacters, printable)
  const left = edge + Math.max(0, ...names.map((name) => textWidth(name, nameSize))) + 10
  const cell = Math.min(widest, Math.max(narrowest, Math.floor((drawing.width - left - edge) / columns.length)))
  const hasTexts = cells.every(({ text }) => textWidth(text, valueSize) <= cell - 4)
  const bottom = headHeight + rowHeight * rows.length + 16
  return {
    width: Math.max(drawing.width, left + cell * columns.length + edge),
    height: bottom + scaleLegendSize.height + 4,
    title,
    description,
    shapes: [
      { kind: 'text', x: left, y: 14, text: columnsTitle, size: nameSize, fill: 'muted', isMiddle: true },
      ...columnNames(columns, left, cell),
      ...names.map(
        (text, row): Shape => ({
          kind: 'text',
          x: left - 10,
          y: headHeight + rowHeight * (row + 0.5),
          text,
          size: nameSize,
          fill: 'text',
          anchor: 'end',
          isMiddle: true,
        }),
      ),
      ...cells.map((of) => cellShape(of, left + cell * of.column, cell, hasTexts)),
      { kind: 'group', x: left, y: bottom, shapes: scaleLegend(legend) },
    ],
  }
}

/** As many of the names as have room, the first one always. */
function columnNames(columns: readonly string[], left: number, cell: number): Shape[] {
  const longest = Math.max(0, ...columns.map((name) => textWidth(name, nameSize)))
  const step = [1, 2, 5, 10, 20, 50].find((every) => longest + 6 <= every * cell) ?? columns.length
  return columns.flatMap((text, column): Shape[] =>
    column % step === 0
      ? [
          {
            kind: 'text',
            x: left + cell * (column + 0.5),
            y: headHeight - 10,
            text,
            size: nameSize,
            fill: 'muted',
            anchor: 'middle',
            isMiddle: true,
          },
        ]
      : [],
  )
}

function cellShape({ row, position, text, title }: GridCell, x: number, width: number, hasTexts: boolean): GroupShape {
  const y = headHeight + rowHeight * row
  const frame = { kind: 'rect', x, y, width: width - 1, height: rowHeight - 1 } as const
  if (position === null)
    return {
      kind: 'group',
      title,
      shapes: [{ ...frame, fill: 'surface', stroke: 'rule', strokeWidth: 0.8, dash: '2 2' }],
    }
  const shade = shadeOf(position)
  const written: Shape = {
    kind: 'text',
    x: x + (width - 1) / 2,
    y: y + (rowHeight - 1) / 2,
    text,
    size: valueSize,
    fill: `${shade}-ink`,
    anchor: 'middle',
    isMiddle: true,
  }
  return { kind: 'group', title, shapes: [{ ...frame, fill: shade }, ...(hasTexts ? [written] : [])] }
}
