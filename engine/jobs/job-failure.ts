import { InferenceError } from '../../native/process/inference.ts'
import { DatabaseError } from '../store/database-error.ts'

/** Why a job ended without finishing; the fields of the contract's `jobFailure`. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure'
  readonly failure: string
  readonly stage: string
  readonly stderr: readonly string[]

  constructor(message: string, facts: { failure: string; stage: string; stderr?: readonly string[] }) {
    super(message)
    this.failure = facts.failure
    this.stage = facts.stage
    this.stderr = facts.stderr ?? []
  }
}

/** Any error as a failure of a stage. */
export function jobFailure(error: unknown, stage: string): JobFailure {
  if (error instanceof JobFailure) return error
  if (error instanceof InferenceError) return new JobFailure(error.message, error)
  if (error instanceof DatabaseError) return new JobFailure(error.message, { failure: 'failed', stage: 'store' })
  return new JobFailure(error instanceof Error ? error.message : String(error), { failure: 'failed', stage })
}
