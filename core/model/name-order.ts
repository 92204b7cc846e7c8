const readingOrder = new Intl.Collator('en', { numeric: true })

/**
 * The order of names in every list: as a reader looks for them, whatever their case, numbers by value (`Q4` before
 * `Q10`). Only equal names compare as 0.
 */
export function compareNames(left: string, right: string): number {
  return readingOrder.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0)
}

/** Things in the order of their names; those of one name keep their order. */
export function inNameOrder<Item>(items: Iterable<Item>, nameOf: (item: Item) => string): Item[] {
  return [...items].sort((left, right) => compareNames(nameOf(left), nameOf(right)))
}
