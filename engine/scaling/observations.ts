import { plural } from '../../core/format/quantity.ts'
import {
  columnName,
  tabledObservations,
  valuesOf,
  type ScoreColumn,
  type TabledObservation,
} from '../../core/scaling/score-columns.ts'
import { ApiError } from '../api/contract.ts'
import type { ScoreTable } from '../api/scores-contract.ts'

/** Which models and metrics of the table an analysis takes; see the contract. */
export interface SpaceChoice {
  readonly metrics: readonly ScoreColumn[]
  readonly missing: 'impute' | 'leave-out'
  readonly without: readonly string[]
}

/**
 * The models of the table with their metrics.
 *
 * @throws ApiError for a metric named twice or that no model has
 */
export function observationsOf(table: ScoreTable, { metrics, missing, without }: SpaceChoice): TabledObservation[] {
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
  const kept =
    missing === 'impute' ? models : models.filter((model) => model.metrics.every((value) => value !== undefined))
  const empty = metrics.findIndex((_, j) => kept.every((model) => model.metrics[j] === undefined))
  if (empty >= 0)
    throw new ApiError(
      'invalid',
      `Metrics: expected models with a value of each, found none with ${shownColumn(metrics[empty]!)}.`,
    )
  return kept
}

/**
 * Values of a score by the id of the model. Throws ApiError where it is one of the metrics, since it would predict
 * itself.
 */
export function targetOf(
  table: ScoreTable,
  target: ScoreColumn,
  metrics: readonly ScoreColumn[],
): ReadonlyMap<string, number> {
  const name = columnName(target)
  if (metrics.some((metric) => columnName(metric) === name)) {
    throw new ApiError(
      'invalid',
      `Target: expected a score that is not among the metrics, found ${shownColumn(target)}.`,
    )
  }
  return valuesOf(table.scores, target)
}

export function shownColumn({ benchmark, metric, shots }: ScoreColumn): string {
  return `${benchmark} (${metric}${shots === null ? '' : `, ${plural(shots, 'shot')}`})`
}
