import { z } from 'zod'
import { compareEmergence, type EmergenceComparison } from '../../core/emergence/compare-emergence.ts'
import { emergenceSummary, type EmergenceSummary } from '../../core/emergence/emergence-summary.ts'
import { forecastEmergence, stepsOf, type EmergenceSettings } from '../../core/emergence/forecast-emergence.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { identifier } from '../api/call.ts'
import { checkpointRow } from '../api/emergence-contract.ts'
import { replicatesField, seedField } from './draws.ts'
import { defineAnalysis } from './definition.ts'

const lawForm = z.enum(['log-power', 'power'])
const lossScale = z.enum(['nats', 'log'])

/** How the law is fitted; the same for stored and for simulated checkpoints. */
export const lawSettings = z.object({
  law: lawForm.default('log-power').meta({
    title: 'Elbow over data',
    description: 'how the elbow moves with the data',
    choices: { 'log-power': 'Power of ln D', power: 'Power of D' },
  }),
  lossScale: lossScale.default('nats').meta({
    title: 'Scores are linear in',
    option: 'loss-scale',
    description: 'scores are linear in the loss, or in its logarithm',
    choices: { nats: 'the loss', log: 'its logarithm' },
  }),
  bootstrap: replicatesField(200, { title: 'Bootstrap', description: 'refits of the bootstrap; 0: none' }),
  seed: seedField('seed of random draws', Number.MAX_SAFE_INTEGER),
})

export type LawSettings = z.output<typeof lawSettings>

/** D0: the low-data limit. */
export const fewShotField = z
  .number()
  .min(1)
  .max(1e9)
  .meta({ description: 'few-shot limit D0: about the number of few-shot examples' })

/** D0 where none is chosen. */
export const usualFewShot = 5

/** In nats; weaker checkpoints alone are fitted. */
export const leastLossField = z
  .number()
  .min(0)
  .max(1e6)
  .meta({ description: 'fit only checkpoints with at least this loss' })

/** Rows that the caller brings; with more than this a fit takes hours. */
const mostRows = 100_000

/** The id of a stored table, or the rows themselves. */
const checkpoints = z.union([identifier, z.array(checkpointRow).max(mostRows)])

export const emergenceFitRequest = lawSettings.extend({
  checkpoints,
  /** A second pretraining set, its losses measured on the same text. */
  compareWith: checkpoints.nullable().default(null),
  fewShot: fewShotField,
  leastLoss: leastLossField.nullable().default(null),
})

const interval = z.object({ lower: z.number(), median: z.number(), upper: z.number() })
const range = z.object({ lower: z.number(), upper: z.number() })
const factors = z.object({ lower: z.number().nullable(), median: z.number().nullable(), upper: z.number().nullable() })

const emergenceLaw = z.object({
  form: lawForm,
  slope: z.number(),
  base: z.number(),
  factor: z.number(),
  exponent: z.number(),
  offset: z.number(),
})

const emergenceSummarySchema: z.ZodType<EmergenceSummary> = z.object({
  rows: z.number().int(),
  strongest: z.number(),
  law: emergenceLaw,
  noise: z.number(),
  logLikelihood: z.number(),
  starts: z.number().int(),
  agreeing: z.number().int(),
  goodness: z.object({
    aroundLaw: z.number(),
    betweenNeighbours: z.number(),
    explained: z.number(),
    probability: z.number(),
    misfits: z.boolean(),
    farthest: z.object({ loss: z.number(), examples: z.number(), score: z.number(), expected: z.number() }),
  }),
  emergence: z.object({
    mostLikely: z.number(),
    equallyLikely: range.nullable(),
    posterior: interval,
    boundError: range,
    bootstrap: interval.nullable(),
  }),
  cdf: z.array(z.object({ loss: z.number(), posterior: z.number(), bootstrap: z.number().nullable() })),
  elbows: z.array(z.object({ examples: z.number(), mostLikely: z.number(), posterior: interval })),
  diagnostics: z.object({
    draws: z.number().int(),
    acceptance: z.array(z.number()),
    parameters: z.array(
      z.object({ parameter: z.string(), rHat: z.number().nullable(), effectiveSampleSize: z.number() }),
    ),
    trustworthy: z.boolean(),
  }),
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
      position: z.enum(['inside', 'at the edge', 'outside']),
    })
    .nullable(),
  notes: z.array(z.string()),
})

const emergenceComparison: z.ZodType<EmergenceComparison> = z.object({
  difference: z.object({ mostLikely: z.number(), posterior: interval }),
  firstEmergesEarlier: z.number(),
})

/** The law of one table of checkpoints, or of two with their difference. */
export const emergenceFit = defineAnalysis({
  name: 'emergence.fit',
  of: 'checkpoints',
  request: emergenceFitRequest,
  answer: z.object({
    first: emergenceSummarySchema,
    second: emergenceSummarySchema.nullable(),
    comparison: emergenceComparison.nullable(),
  }),
  unit: 'steps',
  step: 'law, chains and bootstrap',
  inThread: true,
  compute: ({ first, second }, { law: form, lossScale: scale, fewShot, leastLoss, bootstrap, seed }, { progress }) => {
    const settings: EmergenceSettings = {
      form,
      lossScale: scale,
      fewShot,
      bootstrap,
      ...(leastLoss === null ? {} : { leastLoss }),
    }
    const total = stepsOf(settings) * (second === null ? 1 : 2)
    let done = 0
    const forecast = (rows: typeof first) =>
      forecastEmergence(rows, settings, seededGenerator(seed), () => {
        done += 1
        progress(done, total)
      })
    const firstFit = forecast(first)
    const secondFit = second === null ? null : forecast(second)
    return {
      first: emergenceSummary(firstFit, first),
      second: secondFit === null || second === null ? null : emergenceSummary(secondFit, second),
      comparison: secondFit === null ? null : compareEmergence(firstFit, secondFit, seededGenerator(seed)),
    }
  },
})
