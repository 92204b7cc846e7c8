import { percentText, plural } from './quantity.ts'

/**
 * The share of truths that lie in their intervals, and of how many: `83 % of 12`. Null where there are no intervals.
 *
 * @param truth what one of them is called, to stand behind their number
 */
export function coverageText(
  { coverage, intervals }: { readonly coverage: number | null; readonly intervals: number },
  truth?: string,
): string | null {
  if (coverage === null) return null
  return `${percentText(coverage)} of ${truth === undefined ? String(intervals) : plural(intervals, truth)}`
}
