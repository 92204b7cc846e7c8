import { missingIntervalsText } from '../../../core/forecast/verdict-text.ts'
import type { Forecast, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { methodWarnings } from './method-verdict.ts'

/** What must be known before the forecasts of a method are trusted, in either tab. */
export function forecastRemarks(forecast: Forecast, method: MethodResult): string[] {
  return [
    ...methodWarnings(forecast, method),
    ...missingIntervals(forecast, method),
    ...forecast.notes,
    ...remarkTexts(forecast),
  ]
}

function missingIntervals({ level, fewestErrors }: Forecast, { errors }: MethodResult): string[] {
  const text = errors === null ? undefined : missingIntervalsText(errors, level, fewestErrors)
  return text === undefined ? [] : [text]
}
