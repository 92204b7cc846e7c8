/**
 * What the requests of the scaling laws share. Compute is in 1e21 FLOPs, sizes in 1e9 parameters, tokens in 1e12,
 * except in a table, which counts single ones.
 */
import { z } from 'zod'
import { identifier } from '../api/call.ts'
import { replicatesField, seedField } from './draws.ts'
import { scoreColumn, titleText } from '../api/scores-contract.ts'

const count = z.number().min(0).nullable()

/** Models and scores that come with a call, in the place of those stored. */
const scoredTable = z.object({
  models: z
    .array(
      z.object({
        id: identifier,
        name: titleText,
        /** Null: a family of its own. */
        family: titleText.nullable(),
        parameters: count,
        tokens: count,
        /** Null: 6 x parameters x tokens. */
        flops: count,
      }),
    )
    .max(100_000),
  scores: z.array(scoreColumn.extend({ scoredModelId: identifier, value: z.number() })).max(10_000_000),
})

/** Which models and metrics a capability space is made of. */
export const spaceScope = z.object({
  /** Absent: the table of scores. */
  table: scoredTable.optional(),
  metrics: z.array(scoreColumn).min(1).max(4096),
  components: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(3)
    .meta({ title: 'Components K', description: 'principal components' }),
  missing: z
    .enum(['impute', 'leave-out'])
    .default('impute')
    .meta({
      title: 'Missing metrics',
      choices: { impute: 'Fill in', 'leave-out': 'Leave out' },
      description: 'fill missing metrics in, or take only models that have all of them',
    }),
  /** Ids of models of the table that are left out. */
  without: z.array(identifier).max(100_000).default([]),
})

export const lawChoice = z.object({
  chance: z
    .number()
    .min(-1e9)
    .max(1e9)
    .default(0)
    .meta({ title: 'Chance', step: 0.0001, description: 'score of guessing' }),
  top: z
    .number()
    .min(-1e9)
    .max(1e9)
    .default(1)
    .meta({ title: 'Top', step: 0.0001, description: 'best possible score' }),
  link: z
    .enum(['sigmoid', 'floor'])
    .default('sigmoid')
    .meta({
      title: 'Link',
      choices: { sigmoid: 'Sigmoid', floor: 'With a floor' },
      description: 'sigmoid, or with a fitted floor of 0 to 0.2',
    }),
  loss: z
    .enum(['ols', 'huber'])
    .default('ols')
    .meta({
      title: 'Loss',
      choices: { ols: 'Squares', huber: 'Huber' },
      description: 'what the fit minimises',
    }),
})

export const intervalChoice = z.object({
  replicates: replicatesField(200, {
    title: 'Replicates',
    description: 'bootstrap replicates behind the intervals; 0: none',
  }),
  level: z
    .number()
    .min(0.01)
    .max(0.999)
    .default(0.9)
    .meta({ title: 'Level', step: 0.05, description: 'share of truths that an interval is to contain' }),
  seed: seedField('seed of random draws', Number.MAX_SAFE_INTEGER),
})

const share = z.number().gt(0).lt(1)

export const cutoffFlops = z
  .number()
  .min(0)
  .max(1e12)
  .meta({ description: 'train on models of at most so much compute, in 1e21 FLOPs' })

const scalingSplit = z.discriminatedUnion('by', [
  z.object({ by: z.literal('none') }),
  z.object({ by: z.literal('cutoff'), flops: cutoffFlops }),
  z.object({ by: z.literal('top'), share }),
  z.object({ by: z.literal('random'), share }),
  z.object({ by: z.literal('best'), share }),
])

/** The family that the published laws compare compute with. */
export const usualReferenceFamily = 'Llama-2'

/** What the laws of a score are fitted to, and how. */
export const fitScope = spaceScope.extend({
  ...lawChoice.shape,
  ...intervalChoice.shape,
  target: scoreColumn,
  split: scalingSplit.default({ by: 'none' }),
  /** Ids of models that are never trained on. */
  testOnly: z.array(identifier).max(100_000).default([]),
  baseline: z
    .enum(['flops', 'size'])
    .default('flops')
    .meta({
      title: 'Baseline',
      choices: { flops: 'Compute', size: 'Size' },
      description: 'what the baseline predicts from',
    }),
  referenceFamily: titleText
    .default(usualReferenceFamily)
    .meta({ title: 'Reference family', description: 'family whose compute others are compared with' }),
})

/** How a law is shaped and fitted. */
export type LawChoice = Readonly<z.output<typeof lawChoice>>

/** What a forecast interval is made of. */
export type IntervalChoice = Readonly<z.output<typeof intervalChoice>>

export type SpaceScope = z.output<typeof spaceScope>
