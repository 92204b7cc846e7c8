import { durationText } from './quantity.ts'

interface EstimatedTime {
  /** Milliseconds. */
  readonly low: number
  readonly likely: number
  readonly high: number
  /** Models that have anything left to do. */
  readonly models: number
}

/** `about 3 min 10 s (2 min to 7 min)`, or that nothing is left to do. */
export function estimateText({ low, likely, high, models }: EstimatedTime): string {
  if (models === 0) return 'all done'
  return `about ${rounded(likely)} (${rounded(low)} to ${rounded(high)})`
}

/** A time to no more digits than an estimate has: whole minutes from ten on, tens of seconds from one on. */
function rounded(milliseconds: number): string {
  const unit = milliseconds >= 600_000 ? 60_000 : milliseconds >= 60_000 ? 10_000 : 1000
  return durationText(Math.max(unit, Math.round(milliseconds / unit) * unit)).replace(/ 00 s$/, '')
}
