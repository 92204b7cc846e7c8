/** What every job of an inference process is asked for and says of itself. */
import { z } from 'zod'
import { identifier } from './call.ts'

/** What is evaluated: weights as stored, dequantized to F16 (F32 where that overflows), or dequantized to F32. */
export const precision = z.enum(['file', 'float', 'f32'])

export const loadSettings = z.object({
  gpu: z.enum(['auto', 'off']),
  /** Default `auto`: `float` for quantized weights where memory and disk allow, else `file`. */
  precision: z.enum(['auto', ...precision.options]).optional(),
  threads: z.number().int().min(1).max(1024).optional(),
})

export const sourceEnvironment = z.object({
  /** `direct` (llama.cpp's C library) or `public` (node-llama-cpp's public API). */
  source: z.string(),
  /** Why the public API was used although the direct source was asked for. */
  fallback: z.string().exactOptional(),
  /** Why the weights were evaluated as stored although dequantized ones had been chosen. */
  precisionFallback: z.string().exactOptional(),
  library: z.string(),
  build: z.string(),
  backend: z.string(),
  device: z.string(),
  precision: z.string(),
  keyType: z.string(),
  valueType: z.string(),
  flashAttention: z.boolean(),
  batchTokens: z.number().int(),
  /** Tokens of a batch that are computed at a time; older results lack it. */
  computedTokens: z.number().int().exactOptional(),
  threads: z.number().int(),
  sequences: z.number().int(),
  system: z.string(),
})

export const jobState = z.enum(['waiting', 'loading', 'running', 'paused', 'done', 'failed', 'cancelled'])

export const jobFailure = z.object({
  message: z.string(),
  failure: z.string(),
  stage: z.string(),
  stderr: z.array(z.string()),
})

/** A job of a queue; what it counts (genes, items) and what it is of, each kind adds. */
export const queuedJob = z.object({
  id: identifier,
  modelId: identifier,
  modelName: z.string(),
  load: loadSettings,
  /** Why this precision was taken where it was left open; null where it was asked for. */
  precisionReason: z.string().nullable(),
  state: jobState,
  /** What the job waits for in order to store what it has evaluated, in words. */
  waitsFor: z.string().exactOptional(),
  /** Genes or items done or set aside. */
  done: z.number().int(),
  /** Milliseconds this job has been running. */
  elapsed: z.number(),
  /** Estimated milliseconds left; null while nothing is known. */
  remaining: z.number().nullable(),
  failure: jobFailure.nullable(),
})

/** A queue; what it counts over all unfinished jobs and those finished since it was last empty, each kind adds. */
export const queue = z.object({
  paused: z.boolean(),
  done: z.number().int(),
  /** Estimated milliseconds left; null while nothing is known. */
  remaining: z.number().nullable(),
})

export type QueuedJob = z.output<typeof queuedJob>
