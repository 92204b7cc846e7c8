/** The middle value, or the mean of the two middle ones. Errors where there is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('expected at least one value, found none')
  const sorted = [...values].sort((left, right) => left - right)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
