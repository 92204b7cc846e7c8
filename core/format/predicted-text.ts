import { boundedText, fixed, intervalEnds } from './interval.ts'
import { decimalsOfError } from './plus-minus.ts'
import { significant } from './quantity.ts'

/** A number that is predicted; null ends: without an interval. */
export interface Predicted {
  readonly value: number
  readonly lower: number | null
  readonly upper: number | null
}

export interface PredictedText {
  readonly value: string
  /** Null where there is no interval. */
  readonly ends: readonly [lower: string, upper: string] | null
  /** `0.35 to 0.37`; empty where there is no interval. */
  readonly interval: string
}

/**
 * A prediction with its interval by the rule of interval.ts; without an interval, with the digits that its usual error
 * supports, three where that is not known.
 */
export function predictedText({ value, lower, upper }: Predicted, usualError: number | null = null): PredictedText {
  if (lower === null || upper === null) {
    const text = usualError !== null && usualError > 0 ? fixed(value, decimalsOfError(usualError)) : significant(value)
    return { value: text, ends: null, interval: '' }
  }
  const ends = intervalEnds(lower, upper)
  return { value: boundedText({ value, lower, upper }), ends, interval: ends.join(' to ') }
}
