import { fixed } from '../format/interval.ts'
import { decimalsOfError, plusMinus } from '../format/plus-minus.ts'
import { groupedMean, type GroupedMean, type GroupedValue } from '../sampling/grouped-mean.ts'
import { differenceLevel } from './paired-errors.ts'

interface KnownModel {
  readonly role: string
  readonly truth: number | null
  /** Models of one group err together. */
  readonly group: number
}

/** What the ± is, in a sentence; to stand after `verdictNote`, which says what the groups are. */
export const errorNote = '± is the standard error over these groups.'

/** Forecast less truth of the models that were held out to judge a method, in units of the score, with their groups. */
export function heldOutErrors(
  models: readonly KnownModel[],
  forecasts: readonly ({ readonly score: number } | null)[],
): GroupedValue[] {
  return models.flatMap(({ role, truth, group }, index) => {
    const made = forecasts[index] ?? null
    return role !== 'known' || truth === null || made === null ? [] : [{ value: made.score - truth, group }]
  })
}

/**
 * The mean size of errors, in units of the score times `unit`, with its standard error: that over groups, which the
 * verdicts beside it rest on too (`groupedMean`). Without one where there are fewer than two groups.
 */
export function meanErrorText(errors: readonly GroupedValue[], unit: number): string {
  const { mean, error } = ofEach(errors, (value) => Math.abs(unit * value))
  return plusMinus(mean, error)
}

/** The root mean square of errors with its standard error: that of the mean square, carried through the root. */
export function rootMeanSquareText(errors: readonly GroupedValue[], unit: number): string {
  const { mean, error } = ofEach(errors, (value) => (unit * value) ** 2)
  const root = Math.sqrt(mean)
  return plusMinus(root, error === null || root === 0 ? null : error / (2 * root))
}

function ofEach(errors: readonly GroupedValue[], size: (value: number) => number): GroupedMean {
  return groupedMean(
    errors.map(({ value, group }) => ({ value: size(value), group })),
    differenceLevel,
  )
}

/**
 * A correlation of forecasts and truths with at most two decimals, and no more than its standard error (1 - r²) /
 * sqrt(G - 1) supports, G being the groups of the models: those of one group err together.
 */
export function correlationText(r: number, errors: readonly GroupedValue[]): string {
  const groups = new Set(errors.map(({ group }) => group)).size
  const error = (1 - r ** 2) / Math.sqrt(Math.max(1, groups - 1))
  return fixed(r, error > 0 ? Math.min(2, decimalsOfError(error)) : 2)
}
