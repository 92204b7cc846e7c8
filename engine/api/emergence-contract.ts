/** Emergence laws over imported tables of finetuned checkpoints. Losses are in nats. */
import { z } from 'zod'
import { scaleChoices } from '../../core/table/scale-choice.ts'
import { call, identifier, nameText, nothing } from './call.ts'

export const checkpointTable = z.object({
  id: identifier,
  name: z.string(),
  rows: z.number().int(),
  /** Rows with at least one example. */
  finetuned: z.number().int(),
  checkpoints: z.number().int(),
  /** Amounts of finetuning data, ascending; 0 stands for checkpoints as they were. */
  amounts: z.array(z.number()),
  leastLoss: z.number(),
  mostLoss: z.number(),
  hasCompute: z.boolean(),
  addedAt: z.string(),
})

export const checkpointRow = z.object({
  checkpoint: z.string(),
  loss: z.number(),
  examples: z.number(),
  score: z.number(),
  /** Training compute in FLOPs; null where not known. */
  flops: z.number().nullable(),
})

const title = z.string().min(1).max(200)

/** Titles of the columns; absent ones are called as the field is. */
const columns = z.object({ checkpoint: title, loss: title, examples: title, score: title, flops: title }).partial()

const interval = z.object({ lower: z.number(), median: z.number(), upper: z.number() })
const range = z.object({ lower: z.number(), upper: z.number() })
/** Null stands for infinity: a loss that no compute reaches. */
const factors = z.object({ lower: z.number().nullable(), median: z.number().nullable(), upper: z.number().nullable() })

export const lawForm = z.enum(['log-power', 'power'])
export const lossScale = z.enum(['nats', 'log'])

export const emergenceLaw = z.object({
  form: lawForm,
  slope: z.number(),
  base: z.number(),
  factor: z.number(),
  exponent: z.number(),
  offset: z.number(),
})

export const emergenceForecast = z.object({
  rows: z.number().int(),
  /** Least loss among the checkpoints fitted. */
  strongest: z.number(),
  law: emergenceLaw,
  noise: z.number(),
  logLikelihood: z.number(),
  starts: z.number().int(),
  agreeing: z.number().int(),
  /**
   * How the scores lie around the law; `probability` is that of residuals as alike among neighbours as these, if they
   * were noise.
   */
  goodness: z.object({
    aroundLaw: z.number(),
    betweenNeighbours: z.number(),
    explained: z.number(),
    probability: z.number(),
    misfits: z.boolean(),
    farthest: z.object({ loss: z.number(), examples: z.number(), score: z.number(), expected: z.number() }),
  }),
  emergence: z.object({
    /** The middle of `equallyLikely` where that is not null. */
    mostLikely: z.number(),
    /** Emergences that fit about equally well, where a point would be arbitrary. */
    equallyLikely: range.nullable(),
    posterior: interval,
    /** Monte Carlo standard errors of the posterior's 5 and 95 % points. */
    boundError: range,
    bootstrap: interval.nullable(),
  }),
  cdf: z.array(z.object({ loss: z.number(), posterior: z.number(), bootstrap: z.number().nullable() })),
  /**
   * The elbow at amounts of data from the few-shot limit to the most examples, in nats: most likely, and the
   * posterior's points.
   */
  elbows: z.array(z.object({ examples: z.number(), mostLikely: z.number(), posterior: interval })),
  diagnostics: z.object({
    draws: z.number().int(),
    acceptance: z.array(z.number()),
    parameters: z.array(
      z.object({ parameter: z.string(), rHat: z.number().nullable(), effectiveSampleSize: z.number() }),
    ),
    trustworthy: z.boolean(),
  }),
  /** Compute as a multiple of that of the strongest checkpoint fitted. */
  horizon: z
    .object({
      rate: z.number(),
      noise: z.number(),
      checkpoints: z.number().int(),
      mostLikely: z.number().nullable(),
      posterior: factors,
    })
    .nullable(),
  observed: z
    .object({
      elbow: z.number(),
      slope: z.number(),
      base: z.number(),
      noise: z.number(),
      rows: z.number().int(),
      profile: range.extend({ isPlateau: z.boolean() }),
      error: z.number(),
      /** At the edge: within two Monte Carlo standard errors of a bound of the posterior's interval. */
      position: z.enum(['inside', 'at the edge', 'outside']),
    })
    .nullable(),
  notes: z.array(z.string()),
})

export const emergenceComparison = z.object({
  /** First minus second; above 0 the task emerges in weaker models with the first. */
  difference: z.object({ mostLikely: z.number(), posterior: interval }),
  firstEmergesEarlier: z.number(),
})

export const emergenceCalls = {
  'emergence.tables': call(nothing, z.array(checkpointTable)),
  'emergence.table': call(
    z.object({ tableId: identifier }),
    z.object({ table: checkpointTable, rows: z.array(checkpointRow) }),
  ),
  /**
   * Reads a CSV of checkpoint, loss, examples, score and flops; refused as a whole where a row cannot be read, or the
   * scores can be read in several ways and `scale` does not say in which. With an operation name: cancelled by
   * `operations.cancel`; then nothing is stored.
   */
  'emergence.import': call(
    z.object({
      name: nameText(200),
      text: z.string().max(8 * 2 ** 20),
      columns: columns.optional(),
      scale: z.enum(scaleChoices).optional(),
      operation: identifier.optional(),
    }),
    /** `notes`: what must be known of how the table was read, as sentences. */
    checkpointTable.extend({ notes: z.array(z.string()).optional() }),
  ),
  'emergence.remove': call(z.object({ tableId: identifier }), z.object({ removed: z.boolean() })),
  'emergence.fit': call(
    z.object({
      tableId: identifier,
      /** A second pretraining set, its losses measured on the same text. */
      compareWith: identifier.nullable(),
      law: lawForm,
      lossScale,
      /** The low-data limit: about the number of few-shot examples. */
      fewShot: z.number().min(1).max(1e9),
      /** Only checkpoints with at least this loss are fitted. */
      leastLoss: z.number().min(0).nullable(),
      bootstrap: z.number().int().min(0).max(10_000),
      seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      operation: identifier.optional(),
    }),
    z.object({
      first: emergenceForecast,
      second: emergenceForecast.nullable(),
      comparison: emergenceComparison.nullable(),
    }),
  ),
} as const

export type CheckpointTable = z.output<typeof checkpointTable>
export type CheckpointRow = z.output<typeof checkpointRow>
export type EmergenceForecast = z.output<typeof emergenceForecast>
export type EmergenceComparison = z.output<typeof emergenceComparison>
