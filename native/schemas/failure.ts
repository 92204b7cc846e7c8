import { z } from 'zod'

/** The failures a process can name itself. */
export const reportedFailure = z.enum([
  'out-of-memory',
  'assertion',
  'unsupported-architecture',
  'corrupt-file',
  'text-too-long',
  'non-finite',
  'refused',
  'failed',
])

/** What went wrong: as reported, or decided by the parent from how the process ended. */
export const inferenceFailure = z.enum([...reportedFailure.options, 'killed', 'crashed', 'silent', 'protocol'])

/** What is known of a failure. */
export const failureFacts = z.object({
  failure: inferenceFailure,
  /** What was being done; `idle` between requests. */
  stage: z.enum(['start', 'idle', 'load', 'probe', 'score']),
  /** The last lines of the process's stderr, oldest first. */
  stderr: z.array(z.string()),
})

export type InferenceFailure = z.output<typeof inferenceFailure>
export type FailureStage = FailureFacts['stage']
export type FailureFacts = z.output<typeof failureFacts>
