/** What the answers of the scaling laws share. */
import { z } from 'zod'
import { verdicts } from '../../core/sampling/verdict.ts'
import type { PairedDifference } from '../../core/scaling/paired-difference.ts'
import type { FitError, ScalingFit } from '../../core/scaling/scaling-fit.ts'
import type { ScoreLaw } from '../../core/scaling/score-law.ts'
import { identifier } from '../api/call.ts'
import { remark } from '../api/remark-contract.ts'

export const line = z.object({ n: z.number().int(), slope: z.number(), intercept: z.number(), r2: z.number() })

export const fitError: z.ZodType<FitError> = z.object({ n: z.number().int(), mse: z.number().nullable() })

export const pairedDifference: z.ZodType<PairedDifference> = z.object({
  n: z.number().int(),
  first: z.number(),
  second: z.number(),
  difference: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  verdict: z.enum(verdicts),
})

export const coverage = z.object({ train: z.number().nullable(), test: z.number().nullable() })

const law: z.ZodType<ScoreLaw> = z.object({
  alpha: z.number(),
  beta: z.array(z.number()),
  floor: z.number(),
  converged: z.boolean(),
})

const forecast = z.object({
  id: identifier,
  model: z.string(),
  family: z.string(),
  flops: z.number().nullable(),
  size: z.number().nullable(),
  predicted: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  level: z.number(),
  equivalentFlops: z.number().nullable(),
})

export const scalingFit: z.ZodType<ScalingFit> = z.object({
  train: fitError,
  test: fitError,
  baseline: z.object({ train: fitError, test: fitError, law: law.nullable() }),
  comparison: pairedDifference.nullable(),
  notes: z.array(z.string()),
  law,
  explained: z.array(z.number()),
  metricWeights: z.array(z.number()),
  equivalent: line.nullable(),
  predictions: z.array(forecast.extend({ split: z.enum(['train', 'test']), observed: z.number() })),
  unscored: z.array(forecast),
  resampled: z.enum(['families', 'models']),
  replicates: z.number().int(),
  coverage,
})

/** An answer with what must be known of the measured scores that it is fitted on. */
export function remarked<Answer extends z.ZodType>(answer: Answer) {
  return z.intersection(answer, z.object({ remarks: z.array(remark) }))
}
