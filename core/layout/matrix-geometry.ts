import { printable } from '../format/printable.ts'
import { shortenApart } from '../format/truncate.ts'
import { characterWidth } from '../scene/lettering.ts'

export interface MatrixGeometry {
  readonly count: number
  /** Side of a cell in pixels, and without a zoom. */
  readonly cell: number
  readonly usualCell: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Where the names beside the rows end, with the edge behind them. */
  readonly right: number
  readonly treeWidth: number
  /** Width of what stands beside the cells: tree, names and edges, in pixels. */
  readonly besideCells: number
  readonly names: readonly string[]
  readonly labelSize: number
}

/** Decimals for which a cell that has text has room. */
export const mostCellDecimals = 4

const padding = 14
const mostCharacters = 24
const smallestCell = 11
const largestCell = 46

/** Names are written from this size of type on, in pixels. */
const smallestName = 6

/**
 * Cells as large as fit between the tree on the left, the names on the right and the names above; never too small to
 * read the names, unless they are made so.
 *
 * @param zoom by how much cells are larger than that
 */
export function matrixGeometry(names: readonly string[], width: number, height: number, zoom = 1): MatrixGeometry {
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
  const usualSize = guess(12).cell >= 14 ? 12 : 10
  const { label, cell: usualCell } = guess(usualSize)
  const cell = usualCell * zoom
  const labelSize = Math.min(usualSize, Math.max(smallestName, cell - 1))
  const besideCells = 2 * padding + treeWidth + 8 + label
  const naturalWidth = besideCells + cell * count
  const left = padding + treeWidth + 8 + Math.max(0, (width - naturalWidth) / 2)
  return {
    count,
    cell,
    usualCell,
    left,
    top: padding + label,
    width: Math.max(width, naturalWidth),
    height: Math.max(height, 2 * padding + label + cell * count),
    right: left + cell * count + label + padding,
    treeWidth,
    besideCells,
    names: texts,
    labelSize,
  }
}

/** The zoom at which all of a matrix fits in a frame. */
export function fittingZoom(
  { count, usualCell, besideCells, top }: MatrixGeometry,
  frame: { readonly width: number; readonly height: number },
): number {
  const side = Math.min((frame.width - besideCells) / count, (frame.height - top - padding) / count)
  return Math.max(1, side) / usualCell
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

/** Characters of the longest value of a matrix, its diagonal left out. */
export function longestValue(count: number, textAt: (row: number, column: number) => string): number {
  let longest = 1
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      if (row !== column) longest = Math.max(longest, textAt(row, column).length)
  return longest
}

/** The size of type in which so many characters have room in their cell; null where none that can be read has. */
export function valueSize(cell: number, characters: number): number | null {
  const size = Math.min(largestText, (cell - 1 - 2 * valueMargin) / (characters * digitWidth))
  return size < smallestText ? null : size
}

/** Cells whose values are written: rows and columns, each from the first to before the last. */
export interface MatrixPart {
  readonly firstRow: number
  readonly endRow: number
  readonly firstColumn: number
  readonly endColumn: number
}

/** Cells are taken into view so many at a time, so that scrolling by a few changes nothing. */
const partStep = 8

/** The cells that a frame shows of a matrix that is scrolled in it, and a few around them. */
export function shownPart(
  { left, top, cell, count }: MatrixGeometry,
  scroll: { readonly x: number; readonly y: number },
  frame: { readonly width: number; readonly height: number },
): MatrixPart {
  const first = (at: number): number => Math.max(0, Math.floor(at / cell / partStep) * partStep)
  const end = (at: number): number => Math.min(count, Math.max(0, Math.ceil(at / cell / partStep) * partStep))
  return {
    firstRow: first(scroll.y - top),
    endRow: end(scroll.y - top + frame.height),
    firstColumn: first(scroll.x - left),
    endColumn: end(scroll.x - left + frame.width),
  }
}
