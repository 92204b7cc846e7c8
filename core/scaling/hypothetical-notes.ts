import type { PlannedModel } from './hypothetical-model.ts'
import { requireDifferentScores, scaleNotes, type TargetScale } from './learnable-scores.ts'
import { measureNotes } from './measure-check.ts'

/**
 * What to know before a model that does not exist is forecast from these.
 *
 * @param models with scores in their own units; none has one where no score is forecast
 * @param metricNames titles of their metrics
 * @throws RangeError where a metric or the scores tell nothing, or the scale is not that of the scores
 */
export function hypotheticalNotes(
  models: readonly PlannedModel[],
  metricNames: readonly string[],
  target: TargetScale,
): string[] {
  const scores = models.flatMap(({ score }) => (score === undefined ? [] : [score]))
  const notes = [
    ...measureNotes(
      models.map(({ metrics }) => metrics),
      metricNames,
    ),
    ...scaleNotes(scores, target),
  ]
  requireDifferentScores(scores, target.name)
  return notes
}
