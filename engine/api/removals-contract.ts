import { z } from 'zod'
import { call, identifier, nothing } from './call.ts'

/** A removal that can be undone. */
const keptRemoval = z.object({
  id: z.number().int(),
  /** What went, in words: `model oak with 2 probes (512 genes)`. */
  what: z.string(),
  removedAt: z.string(),
})

/** The answer of every call that removes something. */
export const removedAnswer = z.object({
  /** False where it had gone before. */
  removed: z.boolean(),
  /** By which it can be undone; absent where nothing went. */
  removal: keptRemoval.optional(),
})

/** Removals of the same group are kept, told and undone as one. */
export const removalGroup = identifier.optional()

/** What can be removed. */
const removedKind = z.enum([
  'model',
  'genome',
  'probe',
  'benchmark',
  'run',
  'score',
  'scored model',
  'table of checkpoints',
])

export const removalsCalls = {
  /** What would go with these, in words as of a removal; null where none of them is there. Nothing is changed. */
  'removals.preview': call(
    z.object({ kind: removedKind, ids: z.array(identifier).min(1) }),
    z.object({ what: z.string().nullable() }),
  ),
  /** What can be undone, the latest first: the last 20 removals, of the last 7 days. */
  'removals.list': call(nothing, z.array(keptRemoval)),
  /**
   * Puts back what a removal took, the latest where none is named. What has been made anew meanwhile stays as it is.
   * With an operation name: progress as `operation` events, cancelled by `operations.cancel`; then nothing is changed.
   */
  'removals.undo': call(
    z.object({ removalId: z.number().int().optional(), operation: identifier.optional() }),
    z.object({
      what: z.string(),
      /** Rows of the database that were put back, and that were there already. */
      rows: z.number().int(),
      known: z.number().int(),
      renamed: z.array(z.object({ from: z.string(), to: z.string() })),
    }),
  ),
  /** Forgets what is kept of a removal, or of all: they cannot be undone any more. */
  'removals.forget': call(
    z.object({ removalId: z.number().int().optional() }),
    z.object({ forgotten: z.number().int() }),
  ),
} as const

export type KeptRemoval = z.output<typeof keptRemoval>
export type RemovedAnswer = z.output<typeof removedAnswer>
