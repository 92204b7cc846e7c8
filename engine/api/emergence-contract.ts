/** Emergence laws over imported tables of finetuned checkpoints. Losses are in nats. */
import { z } from 'zod'
import { scaleChoices } from '../../core/table/scale-choice.ts'
import { removalGroup, removedAnswer } from './removals-contract.ts'
import { call, identifier, nameText, nothing } from './call.ts'

const checkpointTable = z.object({
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
  'emergence.remove': call(z.object({ tableId: identifier, group: removalGroup }), removedAnswer),
} as const

export type CheckpointTable = z.output<typeof checkpointTable>
export type CheckpointRow = z.output<typeof checkpointRow>
