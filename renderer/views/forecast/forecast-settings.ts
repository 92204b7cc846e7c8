import { forecastMethodNames, type ForecastMethodName } from '../../../core/forecast/forecast-scores.ts'
import { publishedPhylolmSettings } from '../../../core/forecast/phylolm-forecast.ts'
import { valuesOf, type ScoreColumn } from '../../../core/scaling/score-columns.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { namesIn, oneOf, real, whole } from '../../app/setting-values.ts'
import { columnChoices, type ColumnChoice } from '../../model/column-choices.ts'

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
    .sort((one, other) => other.compared - one.compared || other.models - one.models)
}

/**
 * The settings as the address holds them; what is absent or makes no sense becomes the default. Undefined where there
 * are no scores.
 */
export function forecastSettings(
  settings: Readonly<Record<string, string>>,
  columns: readonly ForecastColumn[],
): ForecastSettings | undefined {
  const chosen = columns.find(({ name }) => name === settings['column']) ?? columns[0]
  if (chosen === undefined) return undefined
  const [first, ...others] = forecastMethodNames
  return {
    column: chosen.column,
    method: oneOf(settings['method'], [first, ...others]),
    level: real(settings['level'], 0.9, 0.5, 0.99),
    leave: oneOf(settings['leave'], ['family', 'model']),
    families: namesIn(settings['families']),
    modelIds: namesIn(settings['aside']),
    farShare: real(settings['far'], 0.95, 0.5, 1),
    components: whole(settings['components'], publishedPhylolmSettings.components, 1, 100),
    epochs: whole(settings['epochs'], publishedPhylolmSettings.epochs, 1, 20_000),
    seed: whole(settings['seed'], 1, 0, 0xffffffff),
  }
}

/** What the engine is asked for. The method is not part of it: an answer holds all of them. */
export function forecastRequest(
  settings: ForecastSettings,
  compared: CallInput<'analysis.distances'>,
): CallInput<'forecast.fromDistance'> {
  const { column, level, leave, families, modelIds, farShare, components, epochs, seed } = settings
  return {
    ...compared,
    column,
    level,
    leave,
    leaveOut: { families: [...families], modelIds: [...modelIds] },
    farShare,
    phylolm: { components, epochs, seed },
  }
}
