import { fixed } from '../format/interval.ts'
import { decimalsOfError, plusMinus } from '../format/plus-minus.ts'

interface KnownModel {
  readonly role: string
  readonly truth: number | null
}

/** Forecast less truth of the models that were held out to judge a method, in units of the score. */
export function heldOutErrors(
  models: readonly KnownModel[],
  forecasts: readonly ({ readonly score: number } | null)[],
): number[] {
  return models.flatMap(({ role, truth }, index) => {
    const made = forecasts[index] ?? null
    return role !== 'known' || truth === null || made === null ? [] : [made.score - truth]
  })
}

/** A mean over held-out models with its standard error, from the values it is the mean of. */
export function meanText(values: readonly number[]): string {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  return plusMinus(mean, n < 2 ? null : standardError(values, mean))
}

/** A root mean square with its standard error: that of the mean square, carried through the root. */
export function rootMeanSquareText(values: readonly number[]): string {
  const squares = values.map((value) => value ** 2)
  const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length
  const root = Math.sqrt(mean)
  return plusMinus(root, squares.length < 2 || root === 0 ? null : standardError(squares, mean) / (2 * root))
}

function standardError(values: readonly number[], mean: number): number {
  const n = values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n)
}

/**
 * A correlation of n pairs with at most two decimals, and no more than its standard error (1 - r²) / sqrt(n - 1)
 * supports.
 */
export function correlationText(r: number, n: number): string {
  const error = (1 - r ** 2) / Math.sqrt(Math.max(1, n - 1))
  return fixed(r, error > 0 ? Math.min(2, decimalsOfError(error)) : 2)
}
