/**
 * A quantile of a sample, with linear interpolation between order statistics (type 7 of Hyndman and Fan, The American
 * Statistician 50, 1996). Infinite values keep their place.
 *
 * @param sorted at least one number, ascending
 * @param share from 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new RangeError('Quantile: expected at least one number, found none')
  if (!(share >= 0 && share <= 1)) throw new RangeError(`Quantile: expected a share from 0 to 1, found ${share}`)
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low === high || position === below ? low : low + (position - below) * (high - low)
}

/** The numbers in ascending order, in a new array. */
export function ascending(numbers: Iterable<number>): Float64Array {
  return Float64Array.from(numbers).sort()
}
