import { plural } from '../format/quantity.ts'
import { ascending, quantile } from '../sampling/quantile.ts'

/** With fewer values than this the ends of an interval are chance. */
const fewestReplicates = 20

/** Of a forecast, in its own units. */
export interface Ends {
  readonly lower: number
  readonly upper: number
}

/**
 * Percentile interval of a forecast over the values that replicates gave it; it always holds the forecast itself.
 *
 * @param level share of truths that it is to contain
 * @param within ends beyond which no value lies
 * @returns undefined for fewer than `fewestReplicates` values
 */
export function replicateInterval(
  values: readonly number[],
  predicted: number,
  level: number,
  within: Ends = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY },
): Ends | undefined {
  if (values.length < fewestReplicates) return undefined
  const sorted = ascending(values)
  return {
    lower: Math.min(predicted, Math.max(within.lower, quantile(sorted, (1 - level) / 2))),
    upper: Math.max(predicted, Math.min(within.upper, quantile(sorted, (1 + level) / 2))),
  }
}

/**
 * Notes that say why there are no intervals; none where there are some, or none were asked for.
 *
 * @param asked replicates asked for
 * @param fitted those that could be fitted
 */
export function noIntervalNotes(asked: number, fitted: number): readonly string[] {
  if (asked === 0 || fitted >= fewestReplicates) return []
  return [
    asked < fewestReplicates
      ? `no intervals: expected at least ${plural(fewestReplicates, 'replicate')}, found ${asked}`
      : `too few models for intervals: only ${fitted} of ${plural(asked, 'resample')} determine the law`,
  ]
}

/** A resample may hold too few models, or none with some metric: undefined then. */
export function fitOrNone<T>(fit: () => T): T | undefined {
  try {
    return fit()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
