import { percentText, plural } from './quantity.ts'

interface Coverage {
  /** Share of truths that lie in their intervals; null where there are no intervals. */
  readonly coverage: number | null
  readonly intervals: number
}

/** Intervals count as too narrow where truths this often or less fall so far short of the level by chance. */
const chance = 0.05

/**
 * The share of truths that lie in their intervals, and of how many: `83 % of 12`; with `too few` where that is less
 * than the level of the intervals by more than chance. Null where there are no intervals.
 *
 * @param level share of truths that the intervals are to hold
 * @param truth what one of them is called, to stand behind their number
 */
export function coverageText(counted: Coverage, level: number, truth?: string): string | null {
  const { coverage, intervals } = counted
  if (coverage === null) return null
  const of = truth === undefined ? String(intervals) : plural(intervals, truth)
  return `${percentText(coverage)} of ${of}${isTooNarrow(counted, level) ? ', too few' : ''}`
}

/** Whether so few truths lie in their intervals that a level that held would seldom give so few (binomial). */
export function isTooNarrow({ coverage, intervals }: Coverage, level: number): boolean {
  if (coverage === null || intervals === 0 || coverage >= level) return false
  const inside = Math.round(coverage * intervals)
  // P(0), P(1), … of the truths inside; each from the one before, in logarithms as P(0) may be too small for a number.
  let log = intervals * Math.log1p(-level)
  let sum = Math.exp(log)
  for (let count = 1; count <= inside; count += 1) {
    log += Math.log(((intervals - count + 1) / count) * (level / (1 - level)))
    sum += Math.exp(log)
  }
  return sum <= chance
}
