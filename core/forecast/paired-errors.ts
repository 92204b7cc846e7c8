import { groupedMean } from '../sampling/grouped-mean.ts'
import { type Verdict, verdictOf } from '../sampling/verdict.ts'
import { mean } from '../statistics/moments.ts'

/** The error of a forecast that was made without the model's group. */
export interface HeldOutError {
  readonly model: number
  /** Models of one group err together. */
  readonly group: number
  /** |forecast - truth|, in units of the score. */
  readonly error: number
}

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
 * Two methods compared on the models that both have forecast, groups being the units that vary (`groupedMean`). A
 * method is better or worse where the interval of the mean difference leaves out 0. Undefined where no model is common.
 */
export function compareErrors(
  errors: readonly HeldOutError[],
  baselineErrors: readonly HeldOutError[],
): ErrorComparison | undefined {
  const known = new Map(baselineErrors.map(({ model, error }) => [model, error]))
  const pairs = errors.flatMap(({ model, group, error }) => {
    const otherError = known.get(model)
    return otherError === undefined ? [] : [{ group, error, otherError }]
  })
  const n = pairs.length
  if (n === 0) return undefined
  const error = mean(pairs.map((pair) => pair.error))
  const otherError = mean(pairs.map((pair) => pair.otherError))
  const differences = pairs.map((pair) => ({ value: pair.error - pair.otherError, group: pair.group }))
  const { mean: difference, groups, lower, upper } = groupedMean(differences, differenceLevel)
  return {
    models: n,
    groups,
    error,
    otherError,
    difference,
    lower,
    upper,
    verdict: verdictOf(lower, upper, error + otherError),
  }
}
