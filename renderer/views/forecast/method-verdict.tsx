import { coverageText, isTooNarrow } from '../../../core/format/coverage-text.ts'
import { levelText } from '../../../core/format/quantity.ts'
import { comparisonText, decisiveComparisons } from '../../../core/forecast/verdict-text.ts'
import { forecastMethodWords } from '../../../core/forecast/forecast-scores.ts'
import type { Forecast, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { Notice } from '../../components/states.tsx'
import { unitOf } from '../../../engine/analyses/forecast-text.ts'

/** What a method is worth beside the mean of the scored models and the best baseline, on the same held-out models. */
export function MethodVerdict({ forecast, method }: { readonly forecast: Forecast; readonly method: MethodResult }) {
  if (method.errors === null) return null
  const decisive = method.isBaseline ? [] : decisiveComparisons(method.comparisons)
  const isGood = decisive.length > 0 && decisive.every(({ verdict }) => verdict === 'better')
  return (
    <>
      {decisive.length === 0 ? null : (
        <Notice tone={isGood ? 'info' : 'warning'}>
          {forecastMethodWords[method.method]}:{' '}
          {decisive.map((comparison) => comparisonText(comparison, unitOf(forecast))).join('; ')}.
        </Notice>
      )}
      {isTooNarrow(method.errors, forecast.level) ? (
        <Notice tone="warning">
          {levelText(forecast.level)} intervals hold {coverageText(method.errors, forecast.level, 'true score')}: here
          they are too narrow.
        </Notice>
      ) : null}
    </>
  )
}
