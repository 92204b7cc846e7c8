import type { Forecast, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { fixed } from '../../../core/format/interval.ts'
import { decimalsOfError, plusMinus } from '../../../core/format/plus-minus.ts'
import { significant } from '../../../core/format/quantity.ts'

export type ModelForecast = NonNullable<MethodResult['forecasts'][number]>

/** What a score is multiplied by to be shown: fractions are shown in points. */
export function unitOf({ isFraction }: Pick<Forecast, 'isFraction'>): number {
  return isFraction ? 100 : 1
}

/** The name of an axis of scores: `arc, points`. */
export function scoreAxis({ benchmark, isFraction }: Forecast): string {
  return isFraction ? `${benchmark}, points` : benchmark
}

export interface ForecastText {
  readonly score: string
  /** Empty where there is none. */
  readonly interval: string
}

/** A forecast and its interval with the digits that half the interval's width supports; without an interval, that the mean error supports. */
export function forecastText({ score, lower, upper }: ModelForecast, unit: number, meanError: number | null): ForecastText {
  const error = unit * (lower === null || upper === null ? (meanError ?? 0) : (upper - lower) / 2)
  const shown = (value: number): string => (error > 0 ? fixed(unit * value, decimalsOfError(error)) : significant(unit * value, 2))
  return { score: shown(score), interval: lower === null || upper === null ? '' : `${shown(lower)} to ${shown(upper)}` }
}

/** A known score with its standard error, where that is known. */
export function truthText(truth: number, stderr: number | null, unit: number): string {
  return plusMinus(unit * truth, stderr === null ? null : unit * stderr)
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

/** A correlation of n pairs with at most two decimals, and no more than its standard error (1 - r²) / sqrt(n - 1) supports. */
export function correlationText(r: number, n: number): string {
  const error = (1 - r ** 2) / Math.sqrt(Math.max(1, n - 1))
  return fixed(r, error > 0 ? Math.min(2, decimalsOfError(error)) : 2)
}

/** Forecast less truth of the models that were held out to judge a method, in units of the score. */
export function heldOutErrors({ models }: Forecast, { forecasts }: MethodResult): number[] {
  return models.flatMap(({ role, truth }, index) => {
    const made = forecasts[index] ?? null
    return role !== 'known' || truth === null || made === null ? [] : [made.score - truth]
  })
}
