import { levelText, significant } from '../../../core/format/quantity.ts'
import { csvText } from '../../../core/table/csv-writer.ts'
import type { Forecast, ForecastModel, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Segments } from '../../components/segments.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { fileNameOf } from '../../../core/format/file-name.ts'
import { downloadText } from '../../figure/download.ts'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import { ModelName } from '../model/model-name.tsx'
import { forecastView } from './forecast-settings.ts'
import { forecastText, truthText, unitOf } from '../../../engine/analyses/forecast-text.ts'
import styles from './forecast.module.css'

type Role = ForecastModel['role']

const roles = ['unscored', 'set-aside', 'known'] as const
const roleNames: Readonly<Record<Role, string>> = {
  unscored: 'No score',
  'set-aside': 'Set aside',
  known: 'Known score',
}
const nearestShown = 3

/** What one method says of every model, beside what is known and what the forecast rests on. */
export function ForecastsTable({ forecast, method }: { readonly forecast: Forecast; readonly method: MethodResult }) {
  const { models, level, isFraction } = forecast
  const count = (role: Role): number => models.filter((model) => model.role === role).length
  const [{ role: chosen }, change] = useViewSettings(forecastView)
  const role = chosen ?? roles.find((name) => count(name) > 0) ?? 'known'
  const unit = unitOf(forecast)
  const nameOf = (id: string): string => models.find(({ modelId }) => modelId === id)?.name ?? id
  const rows = models.flatMap((model, index) =>
    model.role === role ? [{ model, made: method.forecasts[index] ?? null }] : [],
  )
  const save = () =>
    downloadText(
      fileNameOf(['forecasts', forecast.benchmark, method.method], 'csv'),
      'text/csv',
      forecastsCsv(forecast, method, nameOf),
    )
  return (
    <>
      <div className={layoutStyles['row']}>
        <div className={styles['wide']}>
          <Segments
            label="Models"
            choices={roles.map((id) => ({ id, name: `${roleNames[id]} (${count(id)})` }))}
            value={role}
            onChange={(id) => change({ role: id })}
          />
        </div>
        <Button icon="download" onPress={save}>
          Save all as CSV
        </Button>
      </div>
      {rows.length === 0 ? (
        <p className={textStyles['muted']}>
          {role === 'unscored'
            ? 'Every compared model has a score.'
            : role === 'set-aside'
              ? 'No family or model is set aside.'
              : 'No score counts.'}
        </p>
      ) : (
        <WideTable label="Forecasts" look={tableStyles['table']}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" className={styles['text']}>
                Family
              </th>
              <th scope="col">Forecast{isFraction ? ', points' : ''}</th>
              <th scope="col">{levelText(level)} interval</th>
              <th scope="col">True</th>
              <th scope="col" className={styles['text']}>
                Nearest scored models (distance)
              </th>
              <th scope="col" className={styles['text']}>
                Rests on (weight)
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ model, made }) => {
              const text = made === null ? null : forecastText(made, unit, method.errors?.meanAbsolute ?? null)
              return (
                <tr key={model.modelId}>
                  <th scope="row">
                    <ModelName id={model.modelId} name={model.name} />
                  </th>
                  <td className={styles['text']}>{model.family}</td>
                  <td>{text === null ? 'none' : text.value}</td>
                  <td>{text === null ? '' : text.interval === '' ? 'none' : text.interval}</td>
                  <td>{truthText(model, unit)}</td>
                  <td className={styles['text']}>
                    {model.isFar ? (
                      <span className={styles['far']}>
                        <Icon name="warning" size={13} /> too far from anything known:{' '}
                      </span>
                    ) : null}
                    {model.neighbours
                      .slice(0, nearestShown)
                      .map(({ modelId, distance }) => `${nameOf(modelId)} ${significant(distance, 2)}`)
                      .join(', ')}
                  </td>
                  <td className={styles['text']}>
                    {made === null
                      ? ''
                      : made.restsOn.length === 0
                        ? 'all models fitted to'
                        : made.restsOn
                            .slice(0, nearestShown)
                            .map(({ modelId, weight }) => `${nameOf(modelId)} ${significant(weight, 2)}`)
                            .join(', ')}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </WideTable>
      )}
    </>
  )
}

function forecastsCsv(
  { models, benchmark, metric, shots }: Forecast,
  { method, forecasts }: MethodResult,
  nameOf: (id: string) => string,
): string {
  return csvText([
    [
      'model',
      'family',
      'role',
      'benchmark',
      'metric',
      'shots',
      'method',
      'forecast',
      'lower',
      'upper',
      'true',
      'standard error',
      'nearest',
      'distance',
      'too far',
    ],
    ...models.map((model, index) => {
      const made = forecasts[index] ?? null
      const [nearest] = model.neighbours
      return [
        model.name,
        model.family,
        model.role,
        benchmark,
        metric,
        shots,
        method,
        made?.score ?? null,
        made?.lower ?? null,
        made?.upper ?? null,
        model.truth,
        model.stderr,
        nearest === undefined ? null : nameOf(nearest.modelId),
        nearest?.distance ?? null,
        model.isFar ? 'yes' : 'no',
      ]
    }),
  ])
}
