import { correlationText, heldOutErrors, meanErrorText, rootMeanSquareText } from '../../../core/forecast/error-text.ts'
import { forecastMethodWords } from '../../../core/forecast/forecast-scores.ts'
import { differenceLevel } from '../../../core/forecast/paired-errors.ts'
import { differenceText } from '../../../core/forecast/verdict-text.ts'
import { coverageText } from '../../../core/format/coverage-text.ts'
import { levelText, significant } from '../../../core/format/quantity.ts'
import type { ForecastMethodName } from '../../../core/forecast/forecast-scores.ts'
import type { Forecast, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { classes } from '../../components/classes.ts'
import { WideTable } from '../../components/wide-table.tsx'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import { unitOf } from '../../../engine/analyses/forecast-text.ts'
import styles from './forecast.module.css'

/** How well each method forecast the models held out, beside the baselines. */
export function MethodsTable({
  forecast,
  method: shown,
}: {
  readonly forecast: Forecast
  readonly method: ForecastMethodName
}) {
  const { methods, isFraction } = forecast
  return (
    <WideTable label="Errors of the methods" look={tableStyles['table']}>
      <thead>
        <tr>
          <th scope="col">
            {forecast.leave === 'family' ? 'Families and what is near them held out' : 'Models held out'}
          </th>
          <th scope="col">models</th>
          <th scope="col">mean error{isFraction ? ', points' : ''}</th>
          <th scope="col" className={styles['text']}>
            than the mean (difference, {levelText(differenceLevel)} interval)
          </th>
          <th scope="col">RMS error</th>
          <th scope="col">Pearson</th>
          <th scope="col">Spearman</th>
          <th scope="col">covered</th>
          <th scope="col">mean width</th>
        </tr>
      </thead>
      <tbody>
        {methods.map((result) => (
          <tr key={result.method} className={classes(result.method === shown && styles['shown'])}>
            <th scope="row">
              {result.isBaseline ? <span className={textStyles['muted']}>baseline: </span> : null}
              {forecastMethodWords[result.method]}
            </th>
            <MethodCells forecast={forecast} result={result} />
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}

function MethodCells({ forecast, result }: { readonly forecast: Forecast; readonly result: MethodResult }) {
  const { errors, reason } = result
  if (errors === null) {
    return (
      <>
        <td>0</td>
        <td colSpan={7} className={styles['text']}>
          {reason}
        </td>
      </>
    )
  }
  const unit = unitOf(forecast)
  const residuals = heldOutErrors(forecast.models, result.forecasts)
  const mean = result.comparisons.find(({ baseline }) => baseline === 'mean')
  const look =
    mean?.verdict === 'better' ? tableStyles['better'] : mean?.verdict === 'worse' ? tableStyles['worse'] : undefined
  return (
    <>
      <td>{errors.n}</td>
      <td>{meanErrorText(residuals, unit)}</td>
      <td className={classes(styles['text'], look)}>
        {mean === undefined ? '' : `${mean.verdict}: ${differenceText(mean, unit)}`}
      </td>
      <td>{rootMeanSquareText(residuals, unit)}</td>
      <td>{errors.pearson === null ? '–' : correlationText(errors.pearson, residuals)}</td>
      <td>{errors.spearman === null ? '–' : correlationText(errors.spearman, residuals)}</td>
      <td>{coverageText(errors, forecast.level) ?? '–'}</td>
      <td>{errors.meanWidth === null ? '–' : significant(unit * errors.meanWidth, 2)}</td>
    </>
  )
}
