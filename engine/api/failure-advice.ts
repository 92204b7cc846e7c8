import type { QueuedJob } from './job-contract.ts'

type JobFailure = NonNullable<QueuedJob['failure']>

const keptAlready = 'What was stored is kept: start it again.'

/** What to do about a job that failed, by its kind; null where the message of each such failure says it. */
export const failureAdvice: Readonly<Record<JobFailure['failure'], string | null>> = {
  'out-of-memory':
    'Close programs that hold much memory, raise the limit where that is what was met, evaluate the weights as stored, or take a smaller quantization of the model.',
  assertion: 'llama.cpp ended on this model: take another conversion of it, or a newer version of Cladescope.',
  'unsupported-architecture': null,
  'corrupt-file': null,
  'text-too-long': null,
  'non-finite': 'Download the file again, or take another conversion of the model.',
  refused: null,
  failed: null,
  killed: `It was ended from outside, often for want of memory. ${keptAlready}`,
  crashed: `${keptAlready} If it ends in the same way, take another conversion of the model.`,
  silent: `${keptAlready} If it falls silent again, fewer programs beside it or fewer threads help.`,
  protocol: 'Parts of different versions may lie together: install Cladescope again.',
  'missing-file': null,
  'unreadable-file': null,
  'changed-file': null,
}

/** The advice for some failures, each once, in their order. */
export function adviceFor(failures: readonly Pick<JobFailure, 'failure'>[]): string[] {
  return [...new Set(failures.flatMap(({ failure }) => failureAdvice[failure] ?? []))]
}
