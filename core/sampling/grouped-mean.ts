import { studentQuantile } from './student-quantile.ts'

/** A mean with its interval; null ends where there are fewer than two groups. */
export interface GroupedMean {
  readonly mean: number
  readonly groups: number
  readonly lower: number | null
  readonly upper: number | null
}

/**
 * The mean of values of which those of one group vary together. Its interval takes groups as the units that vary: with
 * u_g the sum of a group's values, each less the mean, its variance is G / (G - 1) SUM_g u_g^2 / n^2, and the quantile
 * is that of Student's t with G - 1 degrees of freedom (Cameron & Miller, Journal of Human Resources 50, 2015). So it
 * holds for a few groups too, of which resampling would make too narrow an interval.
 *
 * @param values at least one
 * @param level share of true means that the interval is to hold, above 0 and below 1
 */
export function groupedMean(
  values: readonly { readonly value: number; readonly group: string | number }[],
  level: number,
): GroupedMean {
  const n = values.length
  const mean = values.reduce((sum, { value }) => sum + value, 0) / n
  const sums = new Map<string | number, number>()
  for (const { value, group } of values) sums.set(group, (sums.get(group) ?? 0) + value - mean)
  const groups = sums.size
  if (groups < 2) return { mean, groups, lower: null, upper: null }
  const variance =
    ((groups / (groups - 1)) * [...sums.values()].reduce((sum, value) => sum + value * value, 0)) / (n * n)
  const half = studentQuantile((1 + level) / 2, groups - 1) * Math.sqrt(variance)
  return { mean, groups, lower: mean - half, upper: mean + half }
}
