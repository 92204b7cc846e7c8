import { forecastMethodNames, type ForecastMethodName } from '../../../core/forecast/forecast-scores.ts'
import { valuesOf, type ScoreColumn } from '../../../core/scaling/score-columns.ts'
import { forecastRequest as request } from '../../../engine/analyses/forecast.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { columnChoices, type ColumnChoice } from '../../model/column-choices.ts'
import { comparisonSettings } from '../../settings/comparison-settings.ts'
import { requestSetting } from '../../settings/request-settings.ts'
import { choice, chosen, names, words, type ValuesOf } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const forecastView = viewSettings('forecast', {
  ...comparisonSettings,
  /** Name of a column of scores; null: the one that most compared models have. */
  column: chosen(words()),
  method: choice(forecastMethodNames[0], forecastMethodNames),
  level: requestSetting(request, 'level'),
  leave: requestSetting(request, 'leave'),
  /** Families (by name) and models (by id) that are set aside and forecast from the others. */
  families: names(),
  aside: names(),
  far: requestSetting(request, 'farShare'),
  components: requestSetting(request, 'components'),
  epochs: requestSetting(request, 'epochs'),
  seed: requestSetting(request, 'seed'),
  /** Which models the table of forecasts shows; null: the first kind that there is. */
  role: chosen(choice('unscored', ['unscored', 'set-aside', 'known'])),
})

export interface ForecastSettings {
  readonly column: ScoreColumn
  readonly method: ForecastMethodName
  readonly level: number
  readonly leave: 'family' | 'model'
  /** Families (by name) and models (by id) that are set aside and forecast from the others. */
  readonly families: readonly string[]
  readonly modelIds: readonly string[]
  readonly farShare: number
  readonly components: number
  readonly epochs: number
  readonly seed: number
}

/** A column of scores with the number of compared models that have it. */
export interface ForecastColumn extends ColumnChoice {
  readonly compared: number
}

/** The columns of the table, the one that most compared models have first. */
export function forecastColumns(table: ScoreTable, comparedIds: readonly string[]): ForecastColumn[] {
  const compared = new Set(comparedIds)
  const matched = new Map(
    table.models.flatMap(({ id, modelId }) =>
      modelId !== null && compared.has(modelId) ? [[id, modelId] as const] : [],
    ),
  )
  return columnChoices(table.scores, 1)
    .map((choice) => ({
      ...choice,
      compared: new Set([...valuesOf(table.scores, choice.column).keys()].flatMap((id) => matched.get(id) ?? [])).size,
    }))
    .sort((left, right) => right.compared - left.compared || right.models - left.models)
}

/** The settings with the column that they stand for. Undefined where there are no scores. */
export function forecastSettings(
  settings: ValuesOf<typeof forecastView.settings>,
  columns: readonly ForecastColumn[],
): ForecastSettings | undefined {
  const column = columns.find(({ name }) => name === settings.column) ?? columns[0]
  if (column === undefined) return undefined
  const { method, level, leave, families, aside, far, components, epochs, seed } = settings
  return {
    column: column.column,
    method,
    level,
    leave,
    families,
    modelIds: aside,
    farShare: far,
    components,
    epochs,
    seed,
  }
}

/** A request with every setting in it. */
export type ForecastRequest = CallInput<'forecast.fromDistance'> &
  Pick<ForecastSettings, 'level' | 'leave' | 'farShare' | 'components' | 'epochs' | 'seed'>

/** What the engine is asked for. The method is not part of it: an answer holds all of them. */
export function forecastRequest(
  settings: ForecastSettings,
  compared: CallInput<'analysis.distances'>,
): ForecastRequest {
  const { column, level, leave, families, modelIds, farShare, components, epochs, seed } = settings
  return {
    ...compared,
    column,
    level,
    leave,
    leaveOut: { families: [...families], modelIds: [...modelIds] },
    farShare,
    components,
    epochs,
    seed,
  }
}
