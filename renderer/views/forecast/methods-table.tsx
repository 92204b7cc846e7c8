import { forecastMethodWords } from '../../../core/forecast/forecast-scores.ts'
import { coverageText } from '../../../core/format/coverage-text.ts'
import { significant } from '../../../core/format/quantity.ts'
import type { Forecast, ForecastMethodName, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { classes } from '../../components/classes.ts'
import { WideTable } from '../../components/wide-table.tsx'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import { correlationText, heldOutErrors, meanText, rootMeanSquareText, unitOf } from './forecast-text.ts'
import styles from './forecast.module.css'

/** How well each method forecast the models held out, beside the baselines. */
export function MethodsTable({ forecast, method: shown }: { readonly forecast: Forecast; readonly method: ForecastMethodName }) {
  const { methods, isFraction } = forecast
  const best = bestBaseline(methods)
  return (
    <WideTable label="Errors of the methods" look={tableStyles['table']}>
      <thead>
        <tr>
          <th scope="col">{forecast.leave === 'family' ? 'Families held out' : 'Models held out'}</th>
          <th scope="col">models</th>
          <th scope="col">mean error{isFraction ? ', points' : ''}</th>
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
            <MethodCells forecast={forecast} result={result} best={best} />
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}

function MethodCells({ forecast, result, best }: { readonly forecast: Forecast; readonly result: MethodResult; readonly best: Judged | undefined }) {
  const { errors, reason } = result
  if (errors === null) {
    return (
      <>
        <td>0</td>
        <td colSpan={6} className={styles['text']}>
          {reason}
        </td>
      </>
    )
  }
  const unit = unitOf(forecast)
  const residuals = heldOutErrors(forecast, result).map((error) => unit * error)
  const verdict = result.isBaseline || best === undefined ? undefined : errors.meanAbsolute < best.errors.meanAbsolute ? tableStyles['better'] : tableStyles['worse']
  return (
    <>
      <td>{errors.n}</td>
      <td className={verdict}>{meanText(residuals.map(Math.abs))}</td>
      <td>{rootMeanSquareText(residuals)}</td>
      <td>{errors.pearson === null ? '–' : correlationText(errors.pearson, errors.n)}</td>
      <td>{errors.spearman === null ? '–' : correlationText(errors.spearman, errors.n)}</td>
      <td>{coverageText(errors) ?? '–'}</td>
      <td>{errors.meanWidth === null ? '–' : significant(unit * errors.meanWidth, 2)}</td>
    </>
  )
}

/** A method that could be judged. */
type Judged = MethodResult & { readonly errors: NonNullable<MethodResult['errors']> }

/** The baseline with the least mean error; undefined where none could forecast anything. */
export function bestBaseline(methods: readonly MethodResult[]): Judged | undefined {
  const judged = methods.filter((result): result is Judged => result.isBaseline && result.errors !== null)
  return judged.toSorted((one, other) => one.errors.meanAbsolute - other.errors.meanAbsolute)[0]
}
