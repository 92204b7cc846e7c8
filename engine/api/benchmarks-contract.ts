/** Benchmarks, the runs of models on them, and the queue of those that are under way. */
import { z } from 'zod'
import { taskNames } from '../../core/benchmark/task.ts'
import { call, identifier, nameText, nothing } from './call.ts'
import { precision } from '../../native/schemas/load-settings.ts'
import { sourceEnvironment } from '../../native/schemas/source-environment.ts'
import { jobLoadSettings, movedJob, queue, queuedJob } from './job-contract.ts'
import { removalGroup, removedAnswer } from './removals-contract.ts'
import { modelRemark } from './remark-contract.ts'

const taskName = z.enum(taskNames)
const metricName = z.enum(['acc', 'acc_norm', 'acc_bytes', 'mc1', 'mc2', 'bits_per_byte'])

const shots = z.number().int().min(0).max(100)
const seed = z.number().int().min(0).max(0xffffffff)

/** A published way to put records into words and to count answers. */
const taskSummary = z.object({
  name: taskName,
  title: z.string(),
  metrics: z.array(metricName),
  defaultShots: z.number().int(),
  takesShots: z.boolean(),
})

const benchmarkSummary = z.object({
  id: identifier,
  name: z.string(),
  /** sha256 over the records in order. */
  digest: z.string(),
  /** The task its records are read by where none is named. */
  task: taskName,
  description: z.string(),
  builtIn: z.boolean(),
  records: z.number().int(),
  /**
   * Questions that repeat an earlier one, but for case, white space and the order of answers; null where records are
   * damaged.
   */
  repeated: z.number().int().nullable(),
  /** Which records cannot be read as they were stored, and what to do; null: all can. */
  damage: z.string().nullable(),
})

const choice = z.object({ context: z.string(), continuation: z.string(), text: z.string() })

/** An item as a model is asked it. */
const benchmarkItem = z.object({
  index: z.number().int(),
  group: z.string().nullable(),
  choices: z.array(choice),
  gold: z.array(z.number().int()),
})

const runMetric = z.object({
  metric: metricName,
  value: z.number(),
  stderr: z.number().nullable(),
  n: z.number().int(),
})

/** What a run is: one model, one benchmark, one set of settings. */
const runSettings = z.object({
  task: taskName,
  shots,
  /** Of the draw of the examples; 0 where none are drawn. */
  seed,
  /** Only the first so many items; null: all. */
  limit: z.number().int().min(1).max(1_000_000).nullable(),
})

/** A stored run. */
const runSummary = runSettings.extend({
  id: identifier,
  modelId: identifier,
  modelName: z.string(),
  benchmarkId: identifier,
  benchmarkName: z.string(),
  precision,
  items: z.number().int(),
  done: z.number().int(),
  complete: z.boolean(),
  /** Items set aside after the inference process died on them twice or refused them. */
  setAside: z.array(z.number().int()),
  /** Why, in the words of the process; the most frequent three. */
  asideReasons: z.array(z.string()),
  /** Over the items done; empty while the run is not complete. */
  metrics: z.array(runMetric),
  /** Means over the groups of items (the subjects of MMLU); empty where items have none. */
  groups: z.array(z.object({ group: z.string(), metrics: z.array(runMetric) })),
  /** Items whose context was cut from the left because the model's context is too short. */
  cutItems: z.number().int(),
  /**
   * Items that repeat an earlier one of the run: the score counts them twice; null where records of the benchmark are
   * damaged.
   */
  repeatedItems: z.number().int().nullable(),
  /**
   * Which of its items, or records of its benchmark, cannot be read as they were stored, and what to do; null: all can.
   */
  damage: z.string().nullable(),
  /** Milliseconds of scoring, over all sittings. */
  elapsed: z.number(),
  environments: z.array(sourceEnvironment),
  /** What must be known beside its scores, of the model's file and of the run. */
  remarks: z.array(modelRemark),
  updatedAt: z.string(),
})

const choiceResult = choice.extend({
  /** Natural log-likelihood of the continuation given the context. */
  logLikelihood: z.number(),
  tokens: z.number().int(),
  greedy: z.boolean(),
  cutTokens: z.number().int(),
})

/** One item of a run with what the model made of it. */
const itemResult = benchmarkItem.extend({
  choices: z.array(choiceResult),
  /** Place of the choice that the task's first metric takes for the answer. */
  chosen: z.number().int(),
  /** Whether that choice is a right one. */
  correct: z.boolean(),
  /** What the item adds to each metric of the task. */
  values: z.array(z.object({ metric: metricName, value: z.number() })),
})

const scoringJob = queuedJob.extend({
  ...runSettings.shape,
  benchmarkId: identifier,
  benchmarkName: z.string(),
  items: z.number().int(),
  /** The stored run, once it has begun. */
  runId: identifier.nullable(),
})

export const scoringState = queue.extend({
  jobs: z.array(scoringJob),
  items: z.number().int(),
})

const startRuns = z.object({
  modelIds: z.array(identifier).min(1).max(10_000),
  benchmarkId: identifier,
  /** Default: the benchmark's own. */
  task: taskName.optional(),
  /** Default: the task's. */
  shots: shots.optional(),
  seed,
  limit: runSettings.shape.limit,
  load: jobLoadSettings,
  /**
   * Progress of reading the benchmark as `operation` events, cancelled by `operations.cancel`; then nothing is queued.
   */
  operation: identifier.optional(),
})

const page = { from: z.number().int().min(0), count: z.number().int().min(1).max(500) }

export const benchmarksCalls = {
  'benchmarks.tasks': call(nothing, z.array(taskSummary)),
  'benchmarks.list': call(nothing, z.array(benchmarkSummary)),
  /**
   * Reads JSON lines; every record must fit the task. Records that are there already are answered as they are. With an
   * operation name: progress as `operation` events, cancelled by `operations.cancel`; then nothing is stored.
   */
  'benchmarks.add': call(
    z.object({
      name: nameText(100),
      task: taskName,
      text: z.string().max(64 * 2 ** 20),
      operation: identifier.optional(),
    }),
    z.object({ benchmark: benchmarkSummary, known: z.boolean() }),
  ),
  /** Removes a benchmark with its runs and the scores measured by them. */
  'benchmarks.remove': call(z.object({ benchmarkId: identifier, group: removalGroup }), removedAnswer),
  /** Items as a model would be asked them under these settings. */
  'benchmarks.items': call(
    z.object({ benchmarkId: identifier, task: taskName.optional(), shots: shots.optional(), seed, ...page }),
    z.object({ items: z.array(benchmarkItem), total: z.number().int() }),
  ),
  /** Queues what is not done yet; runs that are complete under these settings are returned as `skipped`. */
  'scores.measure': call(startRuns, z.object({ jobs: z.array(scoringJob), skipped: z.array(runSummary) })),
  'runs.list': call(nothing, z.array(runSummary)),
  'runs.items': call(
    z.object({ runId: identifier, only: z.enum(['all', 'wrong', 'right']), ...page }),
    z.object({ items: z.array(itemResult), total: z.number().int() }),
  ),
  /** Removes a run with its item results and the scores measured by it. */
  'runs.remove': call(z.object({ runId: identifier, group: removalGroup }), removedAnswer),
  'scoring.get': call(nothing, scoringState),
  /**
   * No new items are begun until `scoring.resume`; those in flight are finished and stored, then the model is unloaded.
   */
  'scoring.pause': call(nothing, scoringState),
  'scoring.resume': call(nothing, scoringState),
  'scoring.cancel': call(z.object({ jobId: identifier }), scoringState),
  /** As `scoring.pause`, of one job: the queue goes on with the others. */
  'scoring.hold': call(z.object({ jobId: identifier }), scoringState),
  'scoring.release': call(z.object({ jobId: identifier }), scoringState),
  /** Small models come first until a job is moved. What runs goes on. */
  'scoring.move': call(movedJob, scoringState),
  /** Queues the jobs that were interrupted, in their order. */
  'scoring.resumeInterrupted': call(nothing, scoringState),
  /** Forgets them; what they have stored stays. */
  'scoring.forgetInterrupted': call(nothing, scoringState),
  'scoring.cancelAll': call(nothing, scoringState),
  /** Removes finished, failed and cancelled jobs from the list. */
  'scoring.clear': call(nothing, scoringState),
} as const

export type TaskSummary = z.output<typeof taskSummary>
export type BenchmarkSummary = z.output<typeof benchmarkSummary>
export type BenchmarkItem = z.output<typeof benchmarkItem>
export type RunSummary = z.output<typeof runSummary>
export type ItemResult = z.output<typeof itemResult>
export type ScoringJob = z.output<typeof scoringJob>
export type ScoringState = z.output<typeof scoringState>
