import {
  forecastHypothetical,
  type HypotheticalSettings,
  type PlanForecast,
  type PlannedModel,
} from '../../core/scaling/hypothetical-model.ts'
import { hypotheticalNotes } from '../../core/scaling/hypothetical-notes.ts'
import type { TrainingPlan } from '../../core/scaling/translog.ts'
import type { HypotheticalForecast } from '../api/scaling-contract.ts'
import type { Report } from '../computing/report.ts'

export interface HypotheticalInput {
  /** Scores in their own units. */
  readonly models: readonly PlannedModel[]
  readonly plan: TrainingPlan
  readonly chance: number
  readonly top: number
  readonly metricNames: readonly string[]
  readonly targetName: string
  readonly settings: Omit<HypotheticalSettings, 'onReplicate'>
}

/** A model that does not exist: its metrics, and its score where others have one. */
export function hypotheticalTask(
  { models, plan, chance, top, metricNames, targetName, settings }: HypotheticalInput,
  report: Report,
): HypotheticalForecast {
  const notes = hypotheticalNotes(models, metricNames, { name: targetName, chance, top })
  const onScale = models.map((model) =>
    model.score === undefined ? model : { ...model, score: (model.score - chance) / (top - chance) },
  )
  const forecast = forecastHypothetical(onScale, plan, {
    ...settings,
    onReplicate: (done) => report(done, settings.replicates),
  })
  const units = (value: number): number => chance + (top - chance) * value
  const inUnits = ({ predicted, lower, upper }: PlanForecast) => ({
    predicted: units(predicted),
    lower: lower === null ? null : units(lower),
    upper: upper === null ? null : units(upper),
  })
  return {
    flops: 6 * plan.size * plan.tokens,
    place: [...forecast.place],
    explained: [...forecast.explained],
    metrics: forecast.metrics.map(({ predicted, lower, upper }) => ({ predicted, lower, upper })),
    target: forecast.score === undefined ? null : inUnits(forecast.score),
    terms: [...forecast.translog.terms],
    heldOut: { ...forecast.heldOut, models: [...forecast.heldOut.models] },
    notes,
  }
}
