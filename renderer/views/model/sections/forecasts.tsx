import { useMemo } from 'react'
import { heldOutErrors, meanErrorText } from '../../../../core/forecast/error-text.ts'
import { fewestScored, forecastMethodWords } from '../../../../core/forecast/forecast-scores.ts'
import { levelText } from '../../../../core/format/quantity.ts'
import { columnName } from '../../../../core/scaling/score-columns.ts'
import { forecastText, truthText, unitOf } from '../../../../engine/analyses/forecast-text.ts'
import type { Forecast } from '../../../../engine/api/forecast-contract.ts'
import { useCancellableCall } from '../../../api/use-cancellable-call.ts'
import { addressOf, useViewSettings } from '../../../app/use-route.ts'
import { RemarksButton } from '../../../components/remarks-button.tsx'
import { Select } from '../../../components/select.tsx'
import { WideTable } from '../../../components/wide-table.tsx'
import { columnTitle } from '../../../model/column-choices.ts'
import { compared } from '../../../sections/needs.ts'
import { SectionAnswer } from '../../../sections/section-answer.tsx'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import type { Comparison } from '../../comparison/use-comparison.ts'
import { forecastRemarks } from '../../forecast/forecast-remarks.ts'
import {
  forecastColumns,
  forecastRequest,
  forecastSettings,
  forecastView,
  type ForecastSettings,
} from '../../forecast/forecast-settings.ts'
import tableStyles from '../../../components/number-table.module.css'
import textStyles from '../../../components/text.module.css'
import styles from '../../../sections/sections.module.css'

type Ready = Extract<Comparison, { state: 'ready' }>

export const forecasts: Section<ModelSubject> = {
  id: 'forecasts',
  title: 'Forecasts',
  needs: [compared],
  Content: ({ subject }) => {
    const { comparison, scores } = subject.library
    const [view, change] = useViewSettings(forecastView)
    const ready = comparison.state === 'ready' ? comparison : null
    const columns = useMemo(
      () =>
        ready === null || scores === undefined || scores instanceof Error
          ? []
          : forecastColumns(scores, ready.scope.modelIds).filter(({ compared: models }) => models >= fewestScored),
      [ready, scores],
    )
    const settings = useMemo(() => forecastSettings(view, columns), [view, columns])
    if (settings === undefined || ready === null)
      return (
        <p className={textStyles['muted']}>
          {scores === undefined
            ? 'Reading…'
            : `A forecast rests on the scores of at least ${fewestScored} of the models compared on one benchmark.`}
        </p>
      )
    return (
      <>
        <div className={styles['choice']}>
          <Select
            label="Benchmark"
            choices={columns.map(({ name, label, compared: models }) => ({
              id: name,
              name: label,
              note: `${models} scored`,
            }))}
            value={columnName(settings.column)}
            onChange={(column) => change({ column })}
          />
        </div>
        <MadeForecast modelId={subject.models[0].id} settings={settings} ready={ready} />
      </>
    )
  },
}

interface MadeForecastProps {
  readonly modelId: string
  readonly settings: ForecastSettings
  readonly ready: Ready
}

function MadeForecast({ modelId, settings, ready }: MadeForecastProps) {
  const call = useCancellableCall('forecast.fromDistance', forecastRequest(settings, ready.request))
  return (
    <SectionAnswer call={call} doing="Forecasting">
      {({ output }) => <ForecastTable forecast={output} modelId={modelId} shown={settings.method} />}
    </SectionAnswer>
  )
}

interface ForecastTableProps {
  readonly forecast: Forecast
  readonly modelId: string
  /** The method that the view Forecast shows, whose remarks are told. */
  readonly shown: ForecastSettings['method']
}

function ForecastTable({ forecast, modelId, shown }: ForecastTableProps) {
  const { models, methods, level, isFraction } = forecast
  const index = models.findIndex((model) => model.modelId === modelId)
  const model = models[index]
  if (model === undefined) return null
  const unit = unitOf(forecast)
  return (
    <>
      <p>
        {model.truth === null
          ? 'Each forecast is made from the scores of other models.'
          : `Its known score is ${truthText(model, unit)}${isFraction ? ' points' : ''}; each forecast is made without it.`}
        {model.isFar ? ' It is too far from every model with a known score for a forecast to be trusted.' : ''}
      </p>
      <WideTable label={`Forecasts of ${columnTitle(forecast)}`} look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Method</th>
            <th scope="col">Forecast{isFraction ? ', points' : ''}</th>
            <th scope="col">{levelText(level)} interval</th>
            <th scope="col">Mean error, held out</th>
          </tr>
        </thead>
        <tbody>
          {methods.map(({ method, isBaseline, errors, reason, forecasts: made }) => {
            const forModel = made[index] ?? null
            const text = forModel === null ? null : forecastText(forModel, unit, errors?.meanAbsolute ?? null)
            return (
              <tr key={method}>
                <th scope="row">
                  {isBaseline ? <span className={textStyles['muted']}>baseline: </span> : null}
                  {forecastMethodWords[method]}
                </th>
                <td>{text === null ? 'none' : text.value}</td>
                <td>{text === null ? '' : text.interval === '' ? 'none' : text.interval}</td>
                <td>{errors === null ? (reason ?? '–') : meanErrorText(heldOutErrors(models, made), unit)}</td>
              </tr>
            )
          })}
        </tbody>
      </WideTable>
      <div className={styles['missing']}>
        <a href={addressOf(forecastView)}>All forecasts</a>
        <RemarksButton
          remarks={methods.flatMap((result) => (result.method === shown ? forecastRemarks(forecast, result) : []))}
          subject="the forecasts"
        />
      </div>
    </>
  )
}
