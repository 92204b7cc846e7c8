import { printable } from '../format/printable.ts'
import { shortenApart } from '../format/truncate.ts'
import { characterWidth } from '../scene/lettering.ts'

export interface MatrixGeometry {
  readonly count: number
  /** Side of a cell in pixels. */
  readonly cell: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly treeWidth: number
  readonly names: readonly string[]
  readonly labelSize: number
}

/** Decimals for which a cell that has text has room. */
export const mostCellDecimals = 4

const padding = 14
const mostCharacters = 24
const smallestCell = 11
const largestCell = 46

/**
 * Cells as large as fit between the tree on the left, the names on the right and the names above; never too small to
 * read the names.
 */
export function matrixGeometry(names: readonly string[], width: number, height: number): MatrixGeometry {
  const texts = shortenApart(names, mostCharacters, printable)
  const count = names.length
  const longest = texts.reduce((most, text) => Math.max(most, [...text].length), 0)
  const treeWidth = Math.min(90, Math.max(50, width * 0.08))
  const guess = (labelSize: number) => {
    const label = longest * labelSize * characterWidth + 14
    const cell = Math.floor(
      Math.min((width - 2 * padding - treeWidth - 8 - label) / count, (height - 2 * padding - label) / count),
    )
    return { label, cell: Math.min(largestCell, Math.max(smallestCell, cell)) }
  }
  const labelSize = guess(12).cell >= 14 ? 12 : 10
  const { label, cell } = guess(labelSize)
  const naturalWidth = 2 * padding + treeWidth + 8 + cell * count + label
  const left = padding + treeWidth + 8 + Math.max(0, (width - naturalWidth) / 2)
  return {
    count,
    cell,
    left,
    top: padding + label,
    width: Math.max(width, naturalWidth),
    height: Math.max(height, 2 * padding + label + cell * count),
    treeWidth,
    names: texts,
    labelSize,
  }
}

export interface MatrixCell {
  readonly row: number
  readonly column: number
}

/** The cell at a point of the drawing; null outside the cells. */
export function cellAt({ left, top, cell, count }: MatrixGeometry, x: number, y: number): MatrixCell | null {
  const column = Math.floor((x - left) / cell)
  const row = Math.floor((y - top) / cell)
  return row >= 0 && column >= 0 && row < count && column < count ? { row, column } : null
}

/** Values are written from this size of type on, in pixels. */
const smallestText = 8
const largestText = 11
/** Width of a digit as a share of the size of type, and room beside a value within its cell, in pixels. */
const digitWidth = 0.6
const valueMargin = 4

/** The size of type in which the longest value has room in its cell; null where none that can be read has. */
export function valueSize(cell: number, texts: readonly (readonly string[])[]): number | null {
  const longest = texts.reduce(
    (most, row, i) => row.reduce((length, text, j) => (i === j ? length : Math.max(length, text.length)), most),
    1,
  )
  const size = Math.min(largestText, (cell - 1 - 2 * valueMargin) / (longest * digitWidth))
  return size < smallestText ? null : size
}
