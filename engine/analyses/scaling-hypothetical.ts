import { z } from 'zod'
import { forecastHypothetical, type HypotheticalForecast } from '../../core/scaling/hypothetical-model.ts'
import { shownColumn } from '../../core/scaling/score-columns.ts'
import { translogTerms } from '../../core/scaling/translog.ts'
import { scoreColumn, titleText } from '../api/scores-contract.ts'
import { defineAnalysis } from './definition.ts'
import { remarked } from './scaling-answer.ts'
import { observationsOf, targetOf } from './scaling-observations.ts'
import { intervalChoice, lawChoice, spaceScope } from './scaling-request.ts'

const planForecast = z.object({ predicted: z.number(), lower: z.number().nullable(), upper: z.number().nullable() })

const hypotheticalForecast: z.ZodType<HypotheticalForecast> = z.object({
  flops: z.number(),
  translog: z.object({
    terms: z.array(z.enum(translogTerms)),
    centre: z.object({ size: z.number(), tokens: z.number() }),
    slopes: z.array(z.array(z.number())),
    intercept: z.array(z.number()),
  }),
  capabilities: z.array(z.number()),
  explained: z.array(z.number()),
  metrics: z.array(planForecast),
  target: planForecast.nullable(),
  replicates: z.number().int(),
  heldOut: z.object({
    models: z.array(z.string()),
    metricError: z.number().nullable(),
    scoreError: z.number().nullable(),
    metricIntervals: z.number().int(),
    scoreIntervals: z.number().int(),
    metricCoverage: z.number().nullable(),
    scoreCoverage: z.number().nullable(),
  }),
  notes: z.array(z.string()),
})

/** A model of a family at a size and token count that does not exist. */
export const scalingHypothetical = defineAnalysis({
  name: 'scaling.hypothetical',
  of: 'scores',
  request: spaceScope.extend({
    ...lawChoice.shape,
    ...intervalChoice.shape,
    /** Null: only the metrics are forecast. */
    target: scoreColumn.nullable().default(null),
    family: titleText,
    size: z.number().min(1e-9).max(1e9).meta({ title: 'Parameters, 1e9', description: 'parameters in 1e9' }),
    tokens: z
      .number()
      .min(1e-12)
      .max(1e9)
      .meta({ title: 'Training tokens, 1e12', description: 'tokens of pretraining in 1e12' }),
  }),
  answer: remarked(hypotheticalForecast),
  unit: 'replicates',
  step: 'intervals',
  inThread: true,
  compute: (table, request, { progress }) => {
    const { metrics, target, family, size, tokens, replicates } = request
    const values = target === null ? new Map<string, number>() : targetOf(table, target, metrics)
    const models = observationsOf(table, request).map((model) => ({ ...model, score: values.get(model.id) }))
    const forecast = forecastHypothetical(
      models,
      { family, size, tokens },
      {
        ...request,
        metricNames: metrics.map(shownColumn),
        ...(target === null ? {} : { targetName: shownColumn(target) }),
        onReplicate: (done) => progress(done, replicates),
      },
    )
    return { ...forecast, remarks: [...table.remarks] }
  },
})
