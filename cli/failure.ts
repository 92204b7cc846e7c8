import type { ApiErrorCode } from '../engine/api/api-error.ts'

/** Exit codes of every command. */
export const exitCodes = { success: 0, failure: 1, usage: 2, interrupted: 130, terminated: 143 } as const

/**
 * The command could not do what was asked: exit code 1, the message as the one line on stderr, the code in the document
 * of `--json`.
 */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure'
  readonly code: ApiErrorCode
  constructor(message: string, { code = 'failed', ...options }: ErrorOptions & { readonly code?: ApiErrorCode } = {}) {
    super(message, options)
    this.code = code
  }
}

/** The command was asked wrongly: exit code 2. */
export class UsageFailure extends Error {
  override readonly name: string = 'UsageFailure'
}

/** The user or the system asked the command to stop; results committed so far are kept. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted'
  readonly signal: 'SIGINT' | 'SIGTERM'
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super('stopped; what was finished before is kept')
    this.signal = signal
  }
}
