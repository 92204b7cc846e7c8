import { percentText } from './quantity.ts'

/**
 * The share of truths that lie in their intervals, and of how many: `83 % of 12`. Null where there are no intervals.
 */
export function coverageText({
  coverage,
  intervals,
}: {
  readonly coverage: number | null
  readonly intervals: number
}): string | null {
  return coverage === null ? null : `${percentText(coverage)} of ${intervals}`
}
