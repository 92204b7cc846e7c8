import type { Forecast, ForecastModel, MethodResult } from '../api/forecast-contract.ts'
import { shortScoreText } from '../../core/format/score-text.ts'
import { predictedText, type PredictedText } from '../../core/format/predicted-text.ts'

export type ModelForecast = NonNullable<MethodResult['forecasts'][number]>

/** What a score is multiplied by to be shown: fractions are shown in points. */
export function unitOf({ isFraction }: Pick<Forecast, 'isFraction'>): number {
  return isFraction ? 100 : 1
}

/** The name of an axis of scores: `arc, points`. */
export function scoreAxis({ benchmark, isFraction }: Forecast): string {
  return isFraction ? `${benchmark}, points` : benchmark
}

/** A forecast and its interval; without one, with the digits that the mean error supports. */
export function forecastText(
  { score, lower, upper }: ModelForecast,
  unit: number,
  meanError: number | null,
): PredictedText {
  const inUnits = (end: number | null): number | null => (end === null ? null : unit * end)
  return predictedText(
    { value: unit * score, lower: inUnits(lower), upper: inUnits(upper) },
    meanError === null ? null : unit * meanError,
  )
}

/** The known score of a model with its standard error, where that is known; empty where there is no score. */
export function truthText(
  { truth, stderr, items }: Pick<ForecastModel, 'truth' | 'stderr' | 'items'>,
  unit: number,
): string {
  return truth === null ? '' : shortScoreText({ value: truth, stderr, n: items }, unit)
}
