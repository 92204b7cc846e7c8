/**
 * Adjusted p-values for many tests, in the order given, by Holm's step-down method (1979): a p-value counts times the
 * tests that are not more extreme, and is no less than those before it. The share of false rejections in any of the
 * tests stays below the level, however they depend on each other.
 *
 * @param log10Ps log10 of each p-value
 * @param tests how many were made in all: those that are not in the list have p-values no less than the listed ones
 */
export function holm(log10Ps: readonly number[], tests: number = log10Ps.length): number[] {
  if (tests < log10Ps.length)
    throw new RangeError(`Holm's method: expected at least ${log10Ps.length} tests, found ${tests}`)
  const order = Array.from(log10Ps.keys()).sort((left, right) => log10Ps[left]! - log10Ps[right]!)
  const adjusted = new Array<number>(log10Ps.length).fill(0)
  let least = -Infinity
  for (const [rank, test] of order.entries()) {
    least = Math.min(0, Math.max(least, log10Ps[test]! + Math.log10(tests - rank)))
    adjusted[test] = least
  }
  return adjusted
}
