/** What every job of an inference process is asked for and says of itself. */
import { z } from 'zod'
import { failureFacts, inferenceFailure } from '../../native/schemas/failure.ts'
import { gpu, precision } from '../../native/schemas/load-settings.ts'
import { identifier } from './call.ts'

export const jobLoadSettings = z.object({
  gpu,
  /** Default `auto`: `float` for quantized weights where memory and disk allow, else `file`. */
  precision: z.enum(['auto', ...precision.options]).optional(),
  threads: z.number().int().min(1).max(1024).optional(),
})

const jobState = z.enum(['waiting', 'loading', 'running', 'paused', 'done', 'failed', 'cancelled'])

/** Faults of a model's files. */
export const fileFailure = z.enum(['missing-file', 'unreadable-file', 'changed-file'])

/** Why a job ended without finishing: a failure of its process, its model's files, or the database. */
const jobFailure = z.object({
  message: z.string(),
  failure: z.enum([...inferenceFailure.options, ...fileFailure.options]),
  stage: z.enum([...failureFacts.shape.stage.options, 'store']),
  stderr: failureFacts.shape.stderr,
})

/** A job of a queue; what it counts (genes, items) and what it is of, each kind adds. */
export const queuedJob = z.object({
  id: identifier,
  modelId: identifier,
  modelName: z.string(),
  load: jobLoadSettings,
  /** Why this precision was taken where it was left open; null where it was asked for. */
  precisionReason: z.string().nullable(),
  state: jobState,
  /** Whether the job itself is paused; one that runs then is `paused` once its block is stored. */
  held: z.boolean(),
  /** What the job waits for, in words that follow `waiting`. */
  waitsFor: z.string().exactOptional(),
  /** Genes or items done or set aside. */
  done: z.number().int(),
  /** Milliseconds this job has been running. */
  elapsed: z.number(),
  /**
   * Estimated milliseconds left of a job that runs; null while nothing is known, and of all other jobs: those that wait
   * look the same from one moment to the next, so that they need not be drawn anew.
   */
  remaining: z.number().nullable(),
  failure: jobFailure.nullable(),
})

/** A job that is not of this engine. */
const absentJob = z.object({
  id: identifier,
  modelId: identifier,
  modelName: z.string(),
  /** Name of the genome or benchmark. */
  subject: z.string(),
  /** Genes or items in all, and of a job that was begun those done or set aside. */
  pieces: z.number().int(),
  done: z.number().int(),
})

/** A queue; what it counts over all unfinished jobs and those finished since it was last empty, each kind adds. */
export const queue = z.object({
  paused: z.boolean(),
  done: z.number().int(),
  /** Estimated milliseconds left of the jobs that are not held; null while nothing is known. */
  remaining: z.number().nullable(),
  /**
   * Jobs of an engine that ended before them, by a crash or as it was closed; `isComplete`: all of it had been stored.
   */
  interrupted: z.array(absentJob.extend({ isComplete: z.boolean() })),
  /** Jobs of other processes that have the database open, as `process` says in words. */
  elsewhere: z.array(absentJob.extend({ process: z.string(), isBegun: z.boolean() })),
})

/**
 * A job that is to be moved in front of another one, behind all (`before` null), or by one place among those whose turn
 * is still to come. What a step leads to is decided by the order that the engine has then: a page whose answers are
 * still on their way knows an older one.
 */
export const movedJob = z.union([
  z.object({ jobId: identifier, before: identifier.nullable() }),
  z.object({ jobId: identifier, step: z.enum(['up', 'down']) }),
])

export type JobFailureFacts = Readonly<z.output<typeof jobFailure>>
export type MovedJob = z.output<typeof movedJob>
export type JobStep = Extract<MovedJob, { readonly step: unknown }>['step']
export type QueuedJob = z.output<typeof queuedJob>
export type InterruptedJob = z.output<typeof queue>['interrupted'][number]
export type JobElsewhere = z.output<typeof queue>['elsewhere'][number]
