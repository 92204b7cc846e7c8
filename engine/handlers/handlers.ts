import type { z } from 'zod'
import type { CallName, CallOutput, Calls } from '../api/contract.ts'

/**
 * One function per call of the Api: checked input in, output out. Failures meant for the reader are thrown as ApiError.
 */
export type Handlers = {
  readonly [N in CallName]: (input: z.output<Calls[N]['input']>) => CallOutput<N> | Promise<CallOutput<N>>
}
