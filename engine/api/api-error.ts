/** Why a call was refused; carried over every transport. No package here: compute threads load this file too. */
export const apiErrorCodes = ['invalid', 'not-found', 'conflict', 'cancelled', 'failed'] as const

export type ApiErrorCode = (typeof apiErrorCodes)[number]

/** An error whose message is meant for the reader of the screen: what was expected and what was found. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  /** The field of the request that it is about, whose name then begins the message; known in this process alone. */
  readonly field: string | undefined
  constructor(code: ApiErrorCode, message: string, field?: string) {
    super(message)
    this.code = code
    this.field = field
  }
}
