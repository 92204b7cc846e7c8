import type { ModelObservation } from '../../core/scaling/model-observation.ts'
import {
  columnName,
  shownColumn,
  tabledObservations,
  valuesOf,
  type ScoreColumn,
  type ScoredTable,
} from '../../core/scaling/score-columns.ts'
import { ApiError } from '../api/api-error.ts'
import type { SpaceScope } from './scaling-request.ts'

/** Which models and metrics of the table an analysis takes. */
type SpaceChoice = Pick<SpaceScope, 'metrics' | 'missing' | 'without'>

/**
 * The models of the table with their metrics.
 *
 * @throws ApiError for a metric named twice
 */
export function observationsOf(table: ScoredTable, { metrics, missing, without }: SpaceChoice): ModelObservation[] {
  const known = new Set<string>()
  for (const column of metrics) {
    const name = columnName(column)
    if (known.has(name))
      throw new ApiError('invalid', `Metrics: expected each once, found ${shownColumn(column)} twice.`)
    known.add(name)
  }
  const left = new Set(without)
  const models = tabledObservations(
    table.models.filter(({ id }) => !left.has(id)),
    table.scores,
    metrics,
  )
  return missing === 'impute' ? models : models.filter((model) => model.metrics.every((value) => value !== undefined))
}

/**
 * Values of a score by the id of the model. Throws ApiError where it is one of the metrics, since it would predict
 * itself.
 *
 * @param field what the score is called in the error
 */
export function targetOf(
  table: ScoredTable,
  target: ScoreColumn,
  metrics: readonly ScoreColumn[],
  field = 'Target',
): ReadonlyMap<string, number> {
  const name = columnName(target)
  if (metrics.some((metric) => columnName(metric) === name)) {
    throw new ApiError(
      'invalid',
      `${field}: expected a score that is not among the metrics, found ${shownColumn(target)}.`,
    )
  }
  return valuesOf(table.scores, target)
}
