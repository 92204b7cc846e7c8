import { z } from 'zod'
import { columnName, shownColumn } from '../../core/scaling/score-columns.ts'
import { fitGain, type GainFit } from '../../core/scaling/score-gain.ts'
import { ApiError } from '../api/api-error.ts'
import { identifier } from '../api/call.ts'
import { scoreColumn } from '../api/scores-contract.ts'
import { defineAnalysis } from './definition.ts'
import { coverage, fitError, pairedDifference, remarked, scalingFit } from './scaling-answer.ts'
import { observationsOf, targetOf } from './scaling-observations.ts'
import { fitScope } from './scaling-request.ts'

const gainFit: z.ZodType<GainFit> = z.object({
  before: scalingFit,
  after: scalingFit,
  train: fitError,
  test: fitError,
  baseline: z.object({ train: fitError, test: fitError }),
  predictions: z.array(
    z.object({
      id: identifier,
      model: z.string(),
      family: z.string(),
      split: z.enum(['train', 'test']),
      observed: z.number(),
      predicted: z.number(),
      lower: z.number().nullable(),
      upper: z.number().nullable(),
      equivalentFlops: z.number().nullable(),
    }),
  ),
  resampled: z.enum(['families', 'models']),
  replicates: z.number().int(),
  comparison: pairedDifference.nullable(),
  notes: z.array(z.string()),
  coverage,
})

/** What a technique gains on a score, from two laws of the same components; models without both scores are left out. */
export const scalingGain = defineAnalysis({
  name: 'scaling.gain',
  of: 'scores',
  request: fitScope.extend({
    /** The score without the technique; `target` is the score with it. */
    before: scoreColumn,
  }),
  answer: remarked(gainFit),
  unit: 'replicates',
  step: 'intervals',
  inThread: true,
  compute: (table, request, { progress }) => {
    const { metrics, target, before, replicates } = request
    if (columnName(target) === columnName(before))
      throw new ApiError('invalid', `Before: expected another score than the target, found ${shownColumn(before)}.`)
    const after = targetOf(table, target, metrics)
    const without = targetOf(table, before, metrics, 'Before')
    const treated = observationsOf(table, request).flatMap((model) => {
      const score = after.get(model.id)
      const untreated = without.get(model.id)
      return score === undefined || untreated === undefined ? [] : [{ ...model, score, before: untreated }]
    })
    const fit = fitGain(treated, {
      ...request,
      metricNames: metrics.map(shownColumn),
      targetName: shownColumn(target),
      beforeName: shownColumn(before),
      onReplicate: (done) => progress(done, replicates),
    })
    return { ...fit, remarks: [...table.remarks] }
  },
})
