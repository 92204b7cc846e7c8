/** What every part of the contract is made of. */
import { z } from 'zod'
import { printableName } from '../../core/format/printable.ts'

/** An id of the engine's making. */
export const identifier = z.string().min(1).max(200)

/**
 * A name that a reader gives, of at most so many characters, or one to look up. It is put here into the form in which
 * every name is stored, shown and compared; see also the migrations 'names that can be seen' and 'names with composed
 * letters'.
 */
export const nameText = (longest: number) => z.string().trim().min(1).max(longest).transform(printableName)

export const nothing = z.object({})

/** One call of the Api: the schema of its input and of its output. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })
