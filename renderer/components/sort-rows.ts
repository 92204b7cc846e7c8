import { compareNames } from '../../core/model/name-order.ts'

export type SortKey = string | number | null

/** Orders numbers by value and text as names; null comes last in both directions. */
export function compareKeys(a: SortKey, b: SortKey, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareNames(String(a), String(b))
  return descending ? -order : order
}

/** A sorted copy; rows that compare equal keep their order. */
export function sortRows<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): readonly Item[] {
  return [...items].sort(compare)
}
