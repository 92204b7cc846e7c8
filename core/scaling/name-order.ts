/** A model as names tell it from others. */
interface Named {
  readonly model: string
  readonly family: string
}

/** Models by name, in the order of code units, and the way back to the order in which they were given. */
export interface NameOrder<T> {
  readonly models: readonly T[]
  /** A list with one entry per model by name, in the order given. */
  restored<E>(entries: readonly E[]): E[]
}

/**
 * Draws of a seed go to models in some order, and so do the roundings of sums. By name, that of a table's rows does not
 * matter.
 */
export function byName<T extends Named>(given: readonly T[]): NameOrder<T> {
  const order = given.map((_, index) => index).sort((one, other) => compare(given[one]!, given[other]!))
  const places: number[] = []
  for (const [place, index] of order.entries()) places[index] = place
  return {
    models: order.map((index) => given[index]!),
    restored: (entries) => places.map((place) => entries[place]!),
  }
}

function compare(one: Named, other: Named): number {
  return (
    compareText(one.model, other.model) ||
    compareText(one.family, other.family) ||
    // Of the same name: by what is known of them, but for the id, which may count rows.
    compareText(JSON.stringify({ ...one, id: undefined }), JSON.stringify({ ...other, id: undefined }))
  )
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
