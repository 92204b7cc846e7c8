/**
 * Observational scaling laws over the table of scores. Compute is in 1e21 FLOPs, sizes in 1e9 parameters, tokens in
 * 1e12.
 */
import { z } from 'zod'
import { verdicts } from '../../core/sampling/verdict.ts'
import { call, identifier } from './call.ts'

const text = z.string().max(500)

/** One column of the table of scores. */
export const scoreColumn = z.object({ benchmark: text, metric: text, shots: z.number().int().nullable() })

/** Which models and metrics a capability space is made of. */
const spaceRequest = z.object({
  metrics: z.array(scoreColumn).min(1).max(200),
  components: z.number().int().min(1).max(64),
  /** `impute`: missing values by the published rank-1 imputation. `leave-out`: only models that have every metric. */
  missing: z.enum(['impute', 'leave-out']),
  /** Ids of scored models that are left out. */
  without: z.array(identifier).max(100_000),
})

const lawChoice = z.object({
  chance: z.number(),
  top: z.number(),
  link: z.enum(['sigmoid', 'floor']),
  loss: z.enum(['ols', 'huber']),
})

const intervalChoice = z.object({
  replicates: z.number().int().min(0).max(10_000),
  level: z.number().min(0.01).max(0.999),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
})

const share = z.number().gt(0).lt(1)

export const scalingSplit = z.discriminatedUnion('by', [
  z.object({ by: z.literal('none') }),
  z.object({ by: z.literal('cutoff'), flops: z.number().min(0) }),
  z.object({ by: z.literal('top'), share }),
  z.object({ by: z.literal('random'), share }),
  z.object({ by: z.literal('best'), share }),
])

const fitRequest = spaceRequest
  .extend(lawChoice.shape)
  .extend(intervalChoice.shape)
  .extend({
    target: scoreColumn,
    split: scalingSplit,
    baseline: z.enum(['flops', 'size']),
    referenceFamily: text,
    /** With a name, the fit can be cancelled by `operations.cancel` and tells its progress as `operation` events. */
    operation: identifier.optional(),
  })

/** What to know before the numbers are trusted, each a sentence without its end. */
const notes = z.array(z.string())

const line = z.object({ n: z.number().int(), slope: z.number(), intercept: z.number(), r2: z.number() })
const fitError = z.object({ n: z.number().int(), mse: z.number().nullable() })
const law = z.object({ alpha: z.number(), beta: z.array(z.number()), floor: z.number(), converged: z.boolean() })

const forecast = z.object({
  id: identifier,
  model: z.string(),
  family: z.string(),
  flops: z.number().nullable(),
  size: z.number().nullable(),
  predicted: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** Place on the law's own axis: alpha + beta . S. */
  level: z.number(),
  equivalentFlops: z.number().nullable(),
})

export const scalingFit = z.object({
  train: fitError,
  test: fitError,
  /** The same link on the logarithm of compute or size alone; no law where too few training models have it. */
  baseline: z.object({ train: fitError, test: fitError, law: law.nullable() }),
  /**
   * Squared errors of law (first) and baseline (second) on the held-out models that both predict; null where there are
   * none.
   */
  comparison: z
    .object({
      n: z.number().int(),
      first: z.number(),
      second: z.number(),
      difference: z.number(),
      lower: z.number().nullable(),
      upper: z.number().nullable(),
      verdict: z.enum(verdicts),
    })
    .nullable(),
  notes,
  law,
  explained: z.array(z.number()),
  /** In the order of the metrics asked for. */
  metricWeights: z.array(z.number()),
  /** Level of the reference family = intercept + slope ln C; null without two of its models of different compute. */
  equivalent: line.nullable(),
  predictions: z.array(forecast.extend({ split: z.enum(['train', 'test']), observed: z.number() })),
  /** Models that have metrics but no value of the target. */
  unscored: z.array(forecast),
  resampled: z.enum(['families', 'models']),
  replicates: z.number().int(),
  coverage: z.object({ train: z.number().nullable(), test: z.number().nullable() }),
})

export const capabilitySpace = z.object({
  explained: z.array(z.number()),
  /** Per component one weight per metric. */
  loadings: z.array(z.array(z.number())),
  means: z.array(z.number()),
  models: z.array(
    z.object({
      id: identifier,
      model: z.string(),
      family: z.string(),
      flops: z.number().nullable(),
      size: z.number().nullable(),
      tokens: z.number().nullable(),
      place: z.array(z.number()),
      /** Positions of the metrics that were filled in. */
      imputed: z.array(z.number().int()),
    }),
  ),
  /** Lines in log10 of compute per family. */
  trends: z.array(line.extend({ family: z.string(), component: z.number().int() })),
  notes,
})

export const modelChoice = z.object({
  families: z.array(z.string()),
  models: z.array(z.string()),
  objective: z.number(),
  /** False where there were too many choices to search them all. */
  exact: z.boolean(),
  candidates: z.number().int(),
  notes,
})

const planForecast = z.object({ predicted: z.number(), lower: z.number().nullable(), upper: z.number().nullable() })

export const hypotheticalForecast = z.object({
  flops: z.number(),
  place: z.array(z.number()),
  explained: z.array(z.number()),
  /** In the order of the metrics asked for. */
  metrics: z.array(planForecast),
  target: planForecast.nullable(),
  terms: z.array(z.enum(['size', 'tokens', 'size x tokens'])),
  heldOut: z.object({
    models: z.array(z.string()),
    metricError: z.number().nullable(),
    scoreError: z.number().nullable(),
    /** Known metrics and scores with an interval, and the share of these that lies in it. */
    metricIntervals: z.number().int(),
    scoreIntervals: z.number().int(),
    metricCoverage: z.number().nullable(),
    scoreCoverage: z.number().nullable(),
  }),
  notes,
})

export const scalingCalls = {
  /** Principal components of the metrics, and their lines in compute per family. */
  'scaling.space': call(spaceRequest, capabilitySpace),
  /** The law from the components to a score, beside its baseline. A target among the metrics is refused. */
  'scaling.fit': call(fitRequest, scalingFit),
  /** Whole families within a budget of models whose fit predicts all models best. */
  'scaling.select': call(
    spaceRequest.extend({
      budget: z.number().int().min(1).max(100_000),
      force: z.array(text).max(1000),
      operation: identifier.optional(),
    }),
    modelChoice,
  ),
  /** A model of a family at a size and token count that does not exist. */
  'scaling.hypothetical': call(
    spaceRequest
      .extend(lawChoice.shape)
      .extend(intervalChoice.shape)
      .extend({
        target: scoreColumn.nullable(),
        family: text,
        size: z.number().gt(0).max(1e9),
        tokens: z.number().gt(0).max(1e9),
        operation: identifier.optional(),
      }),
    hypotheticalForecast,
  ),
} as const

export type ScalingSplit = z.output<typeof scalingSplit>
export type ScalingFit = z.output<typeof scalingFit>
export type CapabilitySpace = z.output<typeof capabilitySpace>
export type ModelChoice = z.output<typeof modelChoice>
export type HypotheticalForecast = z.output<typeof hypotheticalForecast>
