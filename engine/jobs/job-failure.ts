import { InferenceError } from '../../native/process/inference.ts'
import type { JobFailureFacts } from '../api/job-contract.ts'
import { DatabaseError } from '../store/database-error.ts'

/** Why a job ended without finishing. */
export class JobFailure extends Error implements JobFailureFacts {
  override readonly name = 'JobFailure'
  readonly failure: JobFailureFacts['failure']
  readonly stage: JobFailureFacts['stage']
  readonly stderr: string[]

  constructor(
    message: string,
    facts: Pick<JobFailureFacts, 'failure' | 'stage'> & { readonly stderr?: readonly string[] },
  ) {
    super(message)
    this.failure = facts.failure
    this.stage = facts.stage
    this.stderr = [...(facts.stderr ?? [])]
  }
}

/** Any error as a failure of a stage. */
export function jobFailure(error: unknown, stage: JobFailureFacts['stage']): JobFailure {
  if (error instanceof JobFailure) return error
  if (error instanceof InferenceError) return new JobFailure(error.message, error)
  if (error instanceof DatabaseError) return new JobFailure(error.message, { failure: 'failed', stage: 'store' })
  return new JobFailure(error instanceof Error ? error.message : String(error), { failure: 'failed', stage })
}
