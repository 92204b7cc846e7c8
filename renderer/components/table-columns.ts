import type { ReactNode } from 'react'
import type { SortKey } from './sort-rows.ts'

export interface TableColumn<Item> {
  readonly id: string
  readonly name: string
  /** Explains the column, on hover of its head. */
  readonly hint?: string
  readonly cell: (item: Item) => ReactNode
  /** What the column sorts by; absent: it does not sort. Null sorts last. */
  readonly sortKey?: (item: Item) => SortKey
  /** What the first click on its head sorts by. Default: ascending. */
  readonly firstDirection?: 'ascending' | 'descending'
  readonly align?: 'start' | 'end'
  /** In pixels, or as a share of what the others leave. */
  readonly width?: number | `${number}fr`
  /** In pixels. It is never narrower than its head, in two lines. */
  readonly minWidth?: number
}

/** Width in pixels of the column with the boxes. */
export const boxWidth = 38

/** Average width in pixels of a letter in a head, whose text is of 12 pixels and of medium weight, rounded up. */
const letterWidth = 6.8
/** Padding of a head and its mark of sorting, in pixels. */
const besideText = 36

/**
 * The width in pixels in which the name of a column stands whole in two lines: names that differ only in their last
 * word are told apart.
 */
export function headWidth(name: string): number {
  const words = name.split(' ')
  const lengths = words.map((_, first) =>
    Math.max(words.slice(0, first).join(' ').length, words.slice(first).join(' ').length),
  )
  return Math.ceil(besideText + letterWidth * Math.min(...lengths))
}

type Widths = Pick<TableColumn<never>, 'name' | 'width' | 'minWidth'>

function leastWidth({ name, width, minWidth = typeof width === 'number' ? width : 80 }: Widths): number {
  return Math.max(minWidth, headWidth(name))
}

/** Tracks of a row's grid, the same in all rows. */
export function columnTracks(columns: readonly Widths[]): string {
  const tracks = columns.map((column) => {
    const least = leastWidth(column)
    const { width = '1fr' } = column
    return typeof width === 'number' ? `${Math.max(width, least)}px` : `minmax(${least}px, ${width})`
  })
  return [`${boxWidth}px`, ...tracks].join(' ')
}

/** Width in pixels below which a table of these columns scrolls sideways. */
export function leastTableWidth(columns: readonly Widths[]): number {
  return columns.reduce((sum, column) => {
    const { width } = column
    return sum + Math.max(leastWidth(column), typeof width === 'number' ? width : 0)
  }, boxWidth)
}
