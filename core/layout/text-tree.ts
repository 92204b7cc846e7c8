import { printable } from '../format/printable.ts'
import { shortenApart } from '../format/truncate.ts'
import { isTip, listNodes } from '../tree/tree.ts'
import type { ListedNode, Tree } from '../tree/tree.ts'
import { drawnLength } from './tree-layout.ts'

export interface TextTreeStyle {
  /** Columns of the whole drawing, at least 20. Default 80. Only a tree with more levels than columns becomes wider. */
  readonly width?: number
  /** True (default) draws branches to scale, with a scale bar, where there are lengths; false aligns the tips. */
  readonly lengths?: boolean
  /** True (default) writes support values, in percent, at the inner nodes. */
  readonly support?: boolean
}

/** Columns of the shortest branch: one for the parent's upright, one of line. */
const shortest = 2

/**
 * A tree as text for a terminal, root on the left, one tip per line with a line between any two:
 *
 *            ┌─────────── oak
 *     ┌──────┤ 98%
 *     │      └── oak-code
 *     │
 *     ├───────────────── fern
 *     │
 *     └─────────────── moss
 *
 * An inner node stands on the line between two of its children, the pair nearest to its middle tip, so its support
 * always has room. Branches shorter than two columns (also negative ones) are drawn with two. Characters in names that
 * cannot be seen are written as escapes; names longer than half the width are cut in the middle, so that different ones
 * stay different.
 *
 * @returns lines joined by line breaks, without blanks at their ends and without a final line break
 * @throws RangeError for a width below 20 or that is no integer
 */
export function textTree(tree: Tree, { width = 80, lengths = true, support = true }: TextTreeStyle = {}): string {
  if (!Number.isInteger(width) || width < 20)
    throw new RangeError(`Width of a drawn tree: expected an integer of at least 20, found ${width}`)
  const list = listNodes(tree)
  const labels = shortenApart(
    list.map(({ node }) => node.name ?? ''),
    Math.floor(width / 2),
    printable,
  )
  const longestLabel = list.reduce(
    (most, { node }, i) => (isTip(node) ? Math.max(most, columnsOf(labels[i]!)) : most),
    0,
  )
  const available = Math.max(0, width - longestLabel - 2)

  const drawn = lengths ? distances(list) : undefined
  const toScale = drawn !== undefined && drawn.some((distance) => distance > 0)
  const { columns, perUnit } = toScale
    ? columnsToScale(list, drawn, available)
    : { columns: alignedColumns(list, available), perUnit: 0 }
  const rows = rowsOf(list)

  const canvas: string[][] = Array.from({ length: rows.count }, () => [])
  const write = (row: number, column: number, text: string): void => {
    const line = canvas[row]!
    while (line.length < column) line.push(' ')
    ;[...text].forEach((character, i) => (line[column + i] = character))
  }

  // Preorder: a parent's upright is drawn before the branches that start from it.
  list.forEach(({ node, parent }, i) => {
    const row = rows.of[i]!
    if (parent >= 0) {
      const from = columns[parent]!
      const siblings = list[parent]!.node.children.length
      const { position } = list[i]!
      const corner = siblings === 1 ? '─' : position === 0 ? '┌' : position === siblings - 1 ? '└' : '├'
      write(row, from, corner + '─'.repeat(columns[i]! - from - 1))
    }
    if (isTip(node)) {
      write(row, columns[i]!, parent >= 0 ? `─ ${labels[i]!}` : labels[i]!)
      return
    }
    const children = rows.children[i]!
    for (let between = children[0]! + 1; between < children.at(-1)!; between++) write(between, columns[i]!, '│')
    if (parent >= 0 && children.length > 1) write(row, columns[i]!, '┤')
    const percent = support && node.support !== undefined ? `${Math.round(node.support * 100)}%` : ''
    const note = [labels[i]!, percent].filter((part) => part !== '').join(' ')
    if (note !== '' && children.length > 1) write(row, columns[i]! + 2, note)
  })

  const lines = canvas.map((line) => line.join('').trimEnd())
  if (perUnit > 0 && Number.isFinite(perUnit)) lines.push('', scaleBar(perUnit, available))
  return lines.join('\n')
}

function columnsOf(text: string): number {
  return [...text].length
}

/** Distance of each node from the root as drawn. */
function distances(list: readonly ListedNode[]): Float64Array {
  const from = new Float64Array(list.length)
  list.forEach(({ node, parent }, i) => {
    if (parent >= 0) from[i] = from[parent]! + drawnLength(node)
  })
  return from
}

/**
 * Columns with every branch at least `shortest` wide and otherwise `perUnit` columns per unit of length, as wide as
 * fits.
 */
function columnsToScale(
  list: readonly ListedNode[],
  drawn: Float64Array,
  available: number,
): { columns: Int32Array; perUnit: number } {
  const widest = drawn.reduce((most, value) => Math.max(most, value), 0)
  /** `span` is the number of columns for the longest distance from the root. */
  const columnsAt = (span: number): Int32Array => {
    const columns = new Int32Array(list.length)
    list.forEach(({ parent }, i) => {
      if (parent >= 0) columns[i] = Math.max(columns[parent]! + shortest, Math.round((drawn[i]! / widest) * span))
    })
    return columns
  }
  const fits = (columns: Int32Array): boolean => columns.every((column) => column < available)
  let span = Math.max(0, available - 1)
  let columns = columnsAt(span)
  if (!fits(columns)) {
    let low = 0
    let high = span
    for (let step = 0; step < 20; step++) {
      const middle = (low + high) / 2
      if (fits(columnsAt(middle))) low = middle
      else high = middle
    }
    span = low
    columns = columnsAt(span)
  }
  return { columns, perUnit: span / widest }
}

/** Columns of a drawing with all tips in one column, inner nodes by the number of branches to their farthest tip. */
function alignedColumns(list: readonly ListedNode[], available: number): Int32Array {
  const levels = new Int32Array(list.length)
  for (let i = list.length - 1; i > 0; i--) {
    const { parent } = list[i]!
    levels[parent] = Math.max(levels[parent]!, levels[i]! + 1)
  }
  const most = levels[0]!
  const step = Math.max(shortest, Math.min(8, Math.floor((available - 1) / Math.max(1, most))))
  return levels.map((level) => (most - level) * step)
}

interface Rows {
  readonly count: number
  /** Row of each node. */
  readonly of: Int32Array
  /** Rows of each node's children, first to last. */
  readonly children: readonly (readonly number[])[]
}

/** Tips on even rows from top to bottom; an inner node on the odd row above one of its children's first tips. */
function rowsOf(list: readonly ListedNode[]): Rows {
  const firstTip = new Int32Array(list.length)
  const lastTip = new Int32Array(list.length)
  let tips = 0
  list.forEach(({ node }, i) => {
    if (isTip(node)) firstTip[i] = lastTip[i] = 2 * tips++
  })
  const of = new Int32Array(list.length)
  const children: number[][] = list.map(() => [])
  const starts: number[][] = list.map(() => [])
  for (let i = list.length - 1; i >= 0; i--) {
    const { node, parent } = list[i]!
    if (isTip(node)) {
      of[i] = firstTip[i]!
    } else {
      children[i]!.reverse()
      starts[i]!.reverse()
      firstTip[i] = starts[i]![0]!
      const middle = (firstTip[i]! + lastTip[i]!) / 2
      // Above the first tip of the second, third, ... child: the row between it and the child before is free.
      const free = starts[i]!.slice(1).map((start) => start - 1)
      of[i] =
        free.length === 0
          ? children[i]![0]!
          : free.reduce((best, row) => (Math.abs(row - middle) < Math.abs(best - middle) ? row : best))
    }
    if (parent < 0) continue
    if (starts[parent]!.length === 0) lastTip[parent] = lastTip[i]!
    starts[parent]!.push(firstTip[i]!)
    children[parent]!.push(of[i]!)
  }
  return { count: 2 * tips - 1, of, children }
}

/** A bar of 1, 2 or 5 times a power of ten, about a quarter of the drawing wide. */
function scaleBar(perUnit: number, available: number): string {
  const target = available / 4 / perUnit
  const power = 10 ** Math.floor(Math.log10(target))
  const length = [5, 2, 1].map((digit) => digit * power).find((candidate) => candidate <= target) ?? power
  const columns = Math.max(1, Math.round(length * perUnit))
  return `├${'─'.repeat(columns - 1)}┤ ${Number(length.toPrecision(1))}`
}
