import { mean } from '../statistics/moments.ts'
import { studentQuantile } from './student-quantile.ts'

export interface GroupedValue {
  readonly value: number
  readonly group: string | number
}

/** A mean with its standard error and interval; null where there are fewer than two groups. */
export interface GroupedMean {
  readonly mean: number
  readonly groups: number
  readonly error: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/**
 * The mean of values of which those of one group vary together. Groups are the units that vary: with u_g the sum of a
 * group's values, each less the mean, its variance is G / (G - 1) SUM_g u_g^2 / n^2, and the quantile of the interval
 * is that of Student's t with G - 1 degrees of freedom (Cameron & Miller, Journal of Human Resources 50, 2015). So it
 * holds for a few groups too, of which resampling would make too narrow an interval.
 *
 * @param values at least one
 * @param level share of true means that the interval is to hold, above 0 and below 1
 */
export function groupedMean(values: readonly GroupedValue[], level: number): GroupedMean {
  const n = values.length
  const centre = mean(values.map(({ value }) => value))
  const sums = new Map<string | number, number>()
  for (const { value, group } of values) sums.set(group, (sums.get(group) ?? 0) + value - centre)
  const groups = sums.size
  if (groups < 2) return { mean: centre, groups, error: null, lower: null, upper: null }
  const variance =
    ((groups / (groups - 1)) * [...sums.values()].reduce((sum, value) => sum + value * value, 0)) / (n * n)
  const error = Math.sqrt(variance)
  const half = studentQuantile((1 + level) / 2, groups - 1) * error
  return { mean: centre, groups, error, lower: centre - half, upper: centre + half }
}
