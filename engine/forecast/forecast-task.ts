import {
  forecastScores,
  type ForecastModels,
  type ForecastSettings,
  type ScoreForecasts,
} from '../../core/forecast/forecast-scores.ts'
import type { Report } from '../computing/report.ts'

export interface ForecastInput {
  readonly models: ForecastModels
  readonly settings: ForecastSettings
}

/** Forecasts by every method, each judged on models that were held out. */
export function forecastTask({ models, settings }: ForecastInput, report: Report): ScoreForecasts {
  return forecastScores(models, settings, report)
}
