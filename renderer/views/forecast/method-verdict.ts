import { forecastMethodWords } from '../../../core/forecast/forecast-scores.ts'
import { comparisonText, decisiveComparisons } from '../../../core/forecast/verdict-text.ts'
import { coverageText, isTooNarrow } from '../../../core/format/coverage-text.ts'
import { levelText } from '../../../core/format/quantity.ts'
import { unitOf } from '../../../engine/analyses/forecast-text.ts'
import type { Forecast, MethodResult } from '../../../engine/api/forecast-contract.ts'

/** What a method is worth beside the mean of the scored models and the best baseline, on the same held-out models. */
export function methodVerdict(forecast: Forecast, { method, comparisons }: MethodResult): string {
  const decisive = decisiveComparisons(comparisons).map((comparison) => comparisonText(comparison, unitOf(forecast)))
  return decisive.length === 0 ? '' : `${forecastMethodWords[method]}: ${decisive.join('; ')}.`
}

/** What speaks against trusting a method: a verdict that is not the best, intervals that are too narrow. */
export function methodWarnings(forecast: Forecast, result: MethodResult): string[] {
  const { errors, isBaseline, comparisons } = result
  if (errors === null) return []
  const isGood = decisiveComparisons(comparisons).every(({ verdict }) => verdict === 'better')
  return [
    ...(isBaseline || isGood ? [] : [methodVerdict(forecast, result)]),
    ...(isTooNarrow(errors, forecast.level)
      ? [
          `${levelText(forecast.level)} intervals hold ${coverageText(errors, forecast.level, 'true score')!}: here they are too narrow.`,
        ]
      : []),
  ]
}
