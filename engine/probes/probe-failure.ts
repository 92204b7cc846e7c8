import { InferenceError } from '../../native/process/inference.ts'

/** Why a probe job ended without finishing; the fields of the contract's `jobFailure`. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure'
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
export function probeFailure(error: unknown, stage: string): ProbeFailure {
  if (error instanceof ProbeFailure) return error
  if (error instanceof InferenceError) return new ProbeFailure(error.message, error)
  return new ProbeFailure(error instanceof Error ? error.message : String(error), { failure: 'failed', stage })
}
