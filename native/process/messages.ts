/**
 * What the two sides of an inference process say to each other. Both sides check every message against these schemas.
 * Messages travel as structured clones: numbers keep NaN and infinities, so the schemas refuse those where they are
 * wrong.
 */
import { z } from 'zod'
import { reportedFailure } from '../schemas/failure.ts'
import { loadSettings } from '../schemas/load-settings.ts'
import { probeSettings } from '../schemas/probe-settings.ts'
import { sourceEnvironment } from '../schemas/source-environment.ts'

/** Raised whenever a message changes its meaning; the handshake refuses another version. */
export const protocolVersion = 5

const count = z.number().int().min(0)
const request = z.number().int().min(1)

const loadRequestSettings = loadSettings.extend({ longestText: count.exactOptional() })

const probeGeneSchema = z.object({ index: count, text: z.string() })

const scoreItemSchema = z.object({
  index: count,
  choices: z.array(z.object({ context: z.string(), continuation: z.string() })).min(1),
})

export const fromParent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('load'), id: request, path: z.string().min(1), settings: loadRequestSettings }),
  z.object({ type: z.literal('probe'), id: request, genes: z.array(probeGeneSchema), settings: probeSettings }),
  z.object({ type: z.literal('score'), id: request, items: z.array(scoreItemSchema) }),
  /** Stops the request as soon as the engine lets go of it; it is then answered with `aborted`. */
  z.object({ type: z.literal('abort'), id: request }),
  /** Finish: stop what runs, free the model, exit with code 0. */
  z.object({ type: z.literal('close') }),
])

/** What the inference process says about a model it has loaded. */
const loadedModel = z.object({
  environment: sourceEnvironment,
  /** Longest text in tokens that a context of this model can hold. */
  trainContextTokens: count,
  vocabularySize: count,
  loadMilliseconds: z.number().min(0),
})

/**
 * What the process found for one choice: the log-probability of each token of its continuation, as evaluated in the
 * prompt.
 */
const scoredChoiceSchema = z.object({
  logProbabilities: z.array(z.number().max(1e-6)).min(1),
  greedy: z.boolean(),
  cutTokens: count,
})

export const fromChild = z.discriminatedUnion('type', [
  /** The handshake: the first message, sent once. */
  z.object({ type: z.literal('hello'), protocol: z.number().int(), build: z.string(), pid: z.number().int() }),
  z.object({ type: z.literal('load-progress'), id: request, fraction: z.number().min(0).max(1) }),
  z.object({ type: z.literal('loaded'), id: request, model: loadedModel }),
  /** Something was evaluated since the last message. */
  z.object({ type: z.literal('alive'), id: request }),
  /** These genes are being expanded from now on, until their `gene` message. */
  z.object({ type: z.literal('opened'), id: request, genes: z.array(count) }),
  /** `record`: see core/population/population-codec.ts. */
  z.object({
    type: z.literal('gene'),
    id: request,
    index: count,
    record: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  /** A gene cannot be evaluated; the others go on. */
  z.object({ type: z.literal('refused'), id: request, index: count, failure: reportedFailure, message: z.string() }),
  /** Total variation between the next-token distributions after a gene alone and among others. */
  z.object({
    type: z.literal('noise'),
    id: request,
    index: count,
    totalVariation: z
      .number()
      .min(0)
      .max(1 + 1e-6),
  }),
  z.object({ type: z.literal('progress'), id: request, genes: count, nodes: count }),
  z.object({ type: z.literal('probed'), id: request }),
  z.object({ type: z.literal('item'), id: request, index: count, choices: z.array(scoredChoiceSchema).min(1) }),
  z.object({ type: z.literal('scored'), id: request }),
  z.object({ type: z.literal('aborted'), id: request }),
  z.object({
    type: z.literal('failed'),
    id: request,
    failure: reportedFailure,
    message: z.string(),
    genes: z.array(count),
  }),
])

export type LoadedModel = Readonly<z.output<typeof loadedModel>>
export type FromParent = z.output<typeof fromParent>
export type FromChild = z.output<typeof fromChild>
