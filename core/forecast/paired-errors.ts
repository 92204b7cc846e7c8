import { studentQuantile } from '../sampling/student-quantile.ts'

/** The error of a forecast that was made without the model's group. */
export interface HeldOutError {
  readonly model: number
  /** Models of one group err together. */
  readonly group: number
  /** |forecast - truth|, in units of the score. */
  readonly error: number
}

/** `open`: fewer than two groups, so that nothing can be told. */
export type Verdict = 'better' | 'no better' | 'worse' | 'open'

export interface ErrorComparison {
  /** Models that both methods forecast, and the groups they are of. */
  readonly models: number
  readonly groups: number
  /** Mean errors on these models. */
  readonly error: number
  readonly otherError: number
  /** Mean of error less other error: below 0 where the method is ahead. */
  readonly difference: number
  /** Of the difference; null where there are fewer than two groups. */
  readonly lower: number | null
  readonly upper: number | null
  readonly verdict: Verdict
}

/** Level of the interval of a difference. */
export const differenceLevel = 0.95

/**
 * Two methods compared on the models that both have forecast. The interval of the mean difference d takes groups as the
 * units that vary: with u_g the sum of a group's differences, each less d, its variance is G / (G - 1) SUM_g u_g^2 / n^2, and the quantile
 * is that of Student's t with G - 1 degrees of freedom (Cameron & Miller, Journal of Human Resources 50, 2015). A method is better
 * or worse where this interval leaves out 0. Undefined where no model is common.
 */
export function compareErrors(own: readonly HeldOutError[], others: readonly HeldOutError[]): ErrorComparison | undefined {
  const known = new Map(others.map(({ model, error }) => [model, error]))
  const pairs = own.flatMap(({ model, group, error }) => {
    const otherError = known.get(model)
    return otherError === undefined ? [] : [{ group, error, otherError }]
  })
  const n = pairs.length
  if (n === 0) return undefined
  const error = pairs.reduce((sum, pair) => sum + pair.error, 0) / n
  const otherError = pairs.reduce((sum, pair) => sum + pair.otherError, 0) / n
  const difference = error - otherError
  const sums = new Map<number, number>()
  for (const pair of pairs) sums.set(pair.group, (sums.get(pair.group) ?? 0) + pair.error - pair.otherError - difference)
  const groups = sums.size
  const common = { models: n, groups, error, otherError, difference }
  if (groups < 2) return { ...common, lower: null, upper: null, verdict: 'open' }
  const variance = ((groups / (groups - 1)) * [...sums.values()].reduce((sum, value) => sum + value * value, 0)) / (n * n)
  const half = studentQuantile((1 + differenceLevel) / 2, groups - 1) * Math.sqrt(variance)
  const [lower, upper] = [difference - half, difference + half]
  // Equal errors differ by what rounding leaves.
  const least = 1e-12 * (error + otherError)
  return { ...common, lower, upper, verdict: upper < -least ? 'better' : lower > least ? 'worse' : 'no better' }
}
