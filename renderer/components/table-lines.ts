import type { ReactNode } from 'react'

/** A line of a table that stands for an item; `depth`: how far its name is indented. */
export interface ItemLine<Item> {
  readonly item: Item
  readonly depth: number
}

/** A line that heads those below it. */
export interface HeadLine {
  /** By which it is told from other heads. */
  readonly head: string
  readonly name: string
  readonly content: ReactNode
}

export type TableLine<Item> = ItemLine<Item> | HeadLine

export function isHead<Item>(line: TableLine<Item>): line is HeadLine {
  return 'head' in line
}

/** How items stand below each other, given in the order in which they are sorted. */
export type Arrangement<Item> = (sorted: readonly Item[]) => readonly TableLine<Item>[]

export function oneBelowTheOther<Item>(sorted: readonly Item[]): readonly TableLine<Item>[] {
  return sorted.map((item) => ({ item, depth: 0 }))
}

/** By which a line is told from the others. */
export function lineKey<Item extends { readonly id: string }>(line: TableLine<Item>): string {
  return isHead(line) ? `head ${line.head}` : line.item.id
}
