/** A model as names tell it from others. */
interface Named {
  readonly model: string
  readonly family: string
}

/** Models by name, in the order of code units, and the way back to the order in which they were given. */
export interface SortedByName<T> {
  readonly models: readonly T[]
  /** A list with one entry per model by name, in the order given. */
  inGivenOrder<E>(entries: readonly E[]): E[]
}

/**
 * Draws of a seed go to models in some order, and so do the roundings of sums. By name, that of a table's rows does not
 * matter.
 */
export function sortByName<T extends Named>(given: readonly T[]): SortedByName<T> {
  const order = given.map((_, index) => index).sort((left, right) => compare(given[left]!, given[right]!))
  const ranks: number[] = []
  for (const [rank, index] of order.entries()) ranks[index] = rank
  return {
    models: order.map((index) => given[index]!),
    inGivenOrder: (entries) => ranks.map((rank) => entries[rank]!),
  }
}

function compare(left: Named, right: Named): number {
  return (
    compareText(left.model, right.model) ||
    compareText(left.family, right.family) ||
    // Of the same name: by what is known of them, but for the id, which may count rows.
    compareText(JSON.stringify({ ...left, id: undefined }), JSON.stringify({ ...right, id: undefined }))
  )
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
