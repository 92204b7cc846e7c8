/** What an inference process and the process that asks the public API for it say to each other. */
import { z } from 'zod'
import { runtimeFacts } from '../llama/runtime-facts.ts'
import { reportedFailure } from '../schemas/failure.ts'
import { loadLimits } from '../schemas/load-settings.ts'

const token = z.number().int().min(0)

export const toReference = z.discriminatedUnion('type', [
  /** The first message: starts the runtime, which is answered with `runtime`. */
  z.object({ type: z.literal('start'), gpu: z.enum(['auto', 'off']) }),
  /** Evaluates texts with a model; answered with one `text` for each and `compared`. */
  z.object({
    type: z.literal('compare'),
    path: z.string().min(1),
    /** Token ids of the texts, and how llama.cpp begins one. */
    texts: z.array(z.array(token).min(1)),
    start: z.object({ tokens: z.array(token), startToken: token.nullable() }),
    gpu: z.enum(['auto', 'off']),
    threads: z.number().int().min(1).exactOptional(),
    limits: loadLimits.exactOptional(),
    /** Reads the weights into memory: where they are held in another layout, a map of the file would come on top. */
    unmapped: z.boolean(),
    evaluated: z.enum(['f16', 'f32']).exactOptional(),
  }),
])

export const fromReference = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('runtime'), facts: runtimeFacts }),
  z.object({ type: z.literal('log'), line: z.string() }),
  z.object({ type: z.literal('alive') }),
  z.object({ type: z.literal('load-progress'), fraction: z.number().min(0).max(1) }),
  /** Natural log-probabilities of all next tokens after a text. */
  z.object({ type: z.literal('text'), logProbabilities: z.instanceof(Float32Array) }),
  z.object({ type: z.literal('compared') }),
  z.object({ type: z.literal('failed'), failure: reportedFailure, message: z.string() }),
])

export type ToReference = z.output<typeof toReference>
export type FromReference = z.output<typeof fromReference>
