/**
 * The middle value, or the mean of the two middle ones.
 *
 * @param values at least one, in any order
 */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort()
  if (sorted.length === 0) throw new RangeError('Median: expected at least one value, found none')
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
