/** What every part of the contract is made of. */
import { z } from 'zod'

/** An id of the engine's making. */
export const identifier = z.string().min(1).max(200)

export const nothing = z.object({})

/** One call of the Api: the schema of its input and of its output. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })
