/** A file that was opened with the app, as the shell hands it to the page: a place, or a text that the page reads. */
import { z } from 'zod'
import { place } from './contract.ts'

export const openedFile = z.discriminatedUnion('use', [
  /** Files and folders that the engine reads where they lie. */
  z.strictObject({ use: z.literal('models'), place }),
  z.strictObject({ use: z.literal('project'), place }),
  z.strictObject({ use: z.literal('scores'), name: z.string(), bytes: z.instanceof(Uint8Array) }),
  z.strictObject({ use: z.literal('benchmark'), name: z.string(), bytes: z.instanceof(Uint8Array) }),
  z.strictObject({ use: z.literal('reference tree'), name: z.string(), bytes: z.instanceof(Uint8Array) }),
  /** Not opened, and why. */
  z.strictObject({ use: z.literal('none'), name: z.string(), reason: z.string() }),
])

export const openedFiles = z.array(openedFile)

export type OpenedFile = z.output<typeof openedFile>
