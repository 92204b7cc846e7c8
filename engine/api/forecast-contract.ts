/** Scores forecast from what probes measured: distances between populations and log-likelihoods of genes. */
import { z } from 'zod'
import { forecastMethodNames, type IntervalForecast } from '../../core/forecast/forecast-scores.ts'
import type { ForecastErrors } from '../../core/forecast/held-out-forecasts.ts'
import type { GroupJoin } from '../../core/forecast/hold-out-groups.ts'
import type { ErrorComparison } from '../../core/forecast/paired-errors.ts'
import { verdicts } from '../../core/sampling/verdict.ts'
import { alleleRule, measure } from './comparison-contract.ts'
import { identifier } from './call.ts'
import { remark } from './remark-contract.ts'
import { familySource } from './family-contract.ts'

/**
 * `gp`: Gaussian process on the similarity of populations. `gp-loglik`: the same on log-likelihood vectors. `phylolm`:
 * as PhyloLM publishes it. The others are baselines: `bits` a line over bits per byte of the genes, `nearest` the
 * nearest scored model, `size` a line over ln parameters, `family-mean` and `mean` of the scored models.
 */
const forecastMethod = z.enum(forecastMethodNames)

const forecastModel = z.object({
  modelId: identifier,
  name: z.string(),
  family: z.string(),
  familySource,
  /** Number of the group that it is held out with. */
  group: z.number().int(),
  parameters: z.number().nullable(),
  /** The score known of it, as it counts; null where there is none. */
  truth: z.number().nullable(),
  stderr: z.number().nullable(),
  /**
   * Items that a score is measured on, its own or, of a model without a score, as most others; null where not known.
   */
  items: z.number().int().nullable(),
  /**
   * `known`: its score counts, its own forecast was made without it. `set-aside`: left out by the request. `unscored`:
   * no score.
   */
  role: z.enum(['known', 'set-aside', 'unscored']),
  /** The nearest models with known scores (of other families or other models, by what is left out), nearest first. */
  neighbours: z.array(z.object({ modelId: identifier, similarity: z.number(), distance: z.number() })),
  /** True where it is farther from every model with a known score than the request allows. */
  isFar: z.boolean(),
})

const modelForecast = z.object({
  score: z.number(),
  /** Null where too few held-out errors are known for the level. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** The models whose scores count most, with their weights; empty where the forecast is no weighted sum of scores. */
  restsOn: z.array(z.object({ modelId: identifier, weight: z.number() })),
}) satisfies z.ZodType<Omit<IntervalForecast, 'restsOn'>>

const forecastErrors = z.object({
  /** Models that were held out and forecast. */
  n: z.number().int(),
  /** In units of the score. */
  meanAbsolute: z.number(),
  rootMeanSquare: z.number(),
  pearson: z.number().nullable(),
  spearman: z.number().nullable(),
  /** Held-out forecasts that have an interval. */
  intervals: z.number().int(),
  /**
   * Share of the truths of these in their intervals, and the mean width of these; null where there are no intervals.
   */
  coverage: z.number().nullable(),
  meanWidth: z.number().nullable(),
}) satisfies z.ZodType<ForecastErrors>

/**
 * A method beside a baseline, on the held-out models that both forecast. Errors are mean absolute ones in units of the
 * score.
 */
const errorComparison = z.object({
  baseline: forecastMethod,
  models: z.number().int(),
  groups: z.number().int(),
  error: z.number(),
  otherError: z.number(),
  /**
   * Error less the baseline's, with its 95 % interval over groups; the interval is null where there are fewer than two
   * groups.
   */
  difference: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /**
   * `better` or `worse` where the interval leaves out 0, else `no better`; `too few groups` where there is no interval.
   */
  verdict: z.enum(verdicts),
}) satisfies z.ZodType<ErrorComparison>

const methodResult = z.object({
  method: forecastMethod,
  isBaseline: z.boolean(),
  /** Null where the method could forecast no model that was held out; `reason` says why. */
  errors: forecastErrors.nullable(),
  reason: z.string().nullable(),
  /** With every baseline that could be judged. */
  comparisons: z.array(errorComparison),
  /** Parallel to the models; null where the method says nothing of one. */
  forecasts: z.array(modelForecast.nullable()),
})

export const forecast = z.object({
  benchmark: z.string(),
  metric: z.string(),
  shots: z.number().int().nullable(),
  /** True where scores are fractions, 0 to 1: errors are then shown in points. */
  isFraction: z.boolean(),
  measure,
  rule: alleleRule,
  genes: z.number().int(),
  level: z.number(),
  leave: z.enum(['family', 'model']),
  /** Held-out errors that an interval at this level needs. */
  fewestErrors: z.number().int(),
  models: z.array(forecastModel),
  /**
   * Why models of different families are held out together: measured to be near each other, or the same tokens in their
   * tokenizers.
   */
  joins: z.array(
    z.object({
      modelId: identifier,
      otherId: identifier,
      by: z.enum(['near', 'vocabulary']),
      distance: z.number().nullable(),
    }) satisfies z.ZodType<Omit<GroupJoin, 'first' | 'second'>>,
  ),
  /** Nei's distance, pooled over genes, up to which models count as near. */
  nearDistance: z.number(),
  /** The methods first, then the baselines. */
  methods: z.array(methodResult),
  /** The distance beyond which a model counts as too far; null where fewer than two scored models can be compared. */
  farDistance: z.number().nullable(),
  /** Of how models were held out and scores are known. */
  notes: z.array(z.string()),
  /** Of the comparison and the measured scores that the forecast rests on. */
  remarks: z.array(remark),
})

export type Forecast = z.output<typeof forecast>
export type ForecastModel = z.output<typeof forecastModel>
export type MethodResult = z.output<typeof methodResult>
