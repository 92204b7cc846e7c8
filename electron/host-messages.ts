/**
 * What main and the engine host say to each other besides the Api and the messages of inference processes, which have
 * ports of their own. Both sides check it.
 */
import { z } from 'zod'
import { place } from '../engine/api/contract.ts'

const number = z.number().int().min(0)

export const toHost = z.discriminatedUnion('kind', [
  /** First message. */
  z.strictObject({ kind: z.literal('open'), databaseFile: z.string().min(1) }),
  /** Serve the Api on the port that comes with it, whose other end a page has. */
  z.strictObject({ kind: z.literal('connect') }),
  /** A path the user chose in the system's dialog. */
  z.strictObject({ kind: z.literal('grant'), id: number, path: z.string().min(1) }),
  /** Close the engine and end. */
  z.strictObject({ kind: z.literal('close') }),
  /** News of an inference process that the host asked for. Its port comes with the first. */
  z.strictObject({ kind: z.literal('process-port'), process: number }),
  z.strictObject({ kind: z.literal('process-started'), process: number, pid: number }),
  z.strictObject({ kind: z.literal('process-stderr'), process: number, text: z.string() }),
  z.strictObject({ kind: z.literal('process-exit'), process: number, code: z.number().int().nullable() }),
])

export const fromHost = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('opened') }),
  /** The engine could not be opened; the process ends after this. */
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
  z.strictObject({ kind: z.literal('granted'), id: number, place }),
  z.strictObject({ kind: z.literal('not-granted'), id: number, message: z.string() }),
  /** How far the work is, and what has just ended: see jobs/work-news.ts. */
  z.strictObject({
    kind: z.literal('work'),
    progress: z.number().min(0).max(1).nullable(),
    ended: z.strictObject({ title: z.string(), body: z.string() }).nullable(),
  }),
  /** Start an inference process (only main can start utility processes), end it. */
  z.strictObject({ kind: z.literal('start-process'), process: number }),
  z.strictObject({ kind: z.literal('kill-process'), process: number, how: z.enum(['ask', 'force']) }),
])

export type ToHost = z.output<typeof toHost>
export type FromHost = z.output<typeof fromHost>
