/** Scores: models by benchmarks, typed in, imported or measured here. */
import { z } from 'zod'
import { identifier } from './call.ts'

/**
 * A model that has scores. It need not be in the library: published results name models that are not here. Where it is matched
 * with a model of the library, `modelId` names it.
 */
export const scoredModel = z.object({
  id: identifier,
  name: z.string(),
  aliases: z.array(z.string()),
  modelId: identifier.nullable(),
  family: z.string().nullable(),
  /** Number of weights. */
  parameters: z.number().nullable(),
  /** Training tokens. */
  tokens: z.number().nullable(),
  /** Training compute in floating-point operations (about 6 x parameters x tokens). */
  flops: z.number().nullable(),
})

export const scoreSource = z.enum(['typed', 'imported', 'measured'])

/** One cell of the table. A model has at most one value per benchmark, metric, shots and source. */
export const score = z.object({
  id: identifier,
  scoredModelId: identifier,
  benchmark: z.string(),
  /** `acc`, `acc_norm`, `acc_bytes`, `mc1`, `mc2`, `bits_per_byte`, or the name an import gave it. */
  metric: z.string(),
  shots: z.number().int().nullable(),
  /** Accuracies as fractions, 0 to 1. */
  value: z.number(),
  stderr: z.number().nullable(),
  /** Items it was measured on. */
  n: z.number().int().nullable(),
  source: scoreSource,
  /** File and column of an import, settings of a measurement. */
  sourceDetail: z.string(),
  updatedAt: z.string(),
})

export const scoreTable = z.object({ models: z.array(scoredModel), scores: z.array(score) })

export type ScoredModel = z.output<typeof scoredModel>
export type Score = z.output<typeof score>
export type ScoreTable = z.output<typeof scoreTable>
