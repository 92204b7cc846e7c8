/**
 * What main and the engine host say to each other besides the Api, which has a port of its own. Both sides check it.
 */
import { z } from 'zod'
import { place } from '../engine/api/contract.ts'

const number = z.number().int().min(0)

export const toHost = z.discriminatedUnion('kind', [
  /** First message; the port of the Api comes with it. */
  z.strictObject({ kind: z.literal('open'), databaseFile: z.string().min(1) }),
  /** A path the user chose in the system's dialog. */
  z.strictObject({ kind: z.literal('grant'), id: number, path: z.string().min(1) }),
  /** Close the engine and end. */
  z.strictObject({ kind: z.literal('close') }),
  /** News of an inference process that the host asked for. */
  z.strictObject({ kind: z.literal('process-started'), process: number, pid: number }),
  z.strictObject({ kind: z.literal('process-message'), process: number, message: z.unknown() }),
  z.strictObject({ kind: z.literal('process-stderr'), process: number, text: z.string() }),
  z.strictObject({ kind: z.literal('process-exit'), process: number, code: z.number().int().nullable() }),
])

export const fromHost = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('opened') }),
  /** The engine could not be opened; the process ends after this. */
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
  z.strictObject({ kind: z.literal('granted'), id: number, place }),
  z.strictObject({ kind: z.literal('not-granted'), id: number, message: z.string() }),
  /** Start an inference process (only main can start utility processes), say something to it, end it. */
  z.strictObject({ kind: z.literal('start-process'), process: number }),
  z.strictObject({ kind: z.literal('to-process'), process: number, message: z.unknown() }),
  z.strictObject({ kind: z.literal('kill-process'), process: number, how: z.enum(['ask', 'force']) }),
])

export type ToHost = z.output<typeof toHost>
export type FromHost = z.output<typeof fromHost>
