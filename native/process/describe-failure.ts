import { UnsupportedTokenizerError } from '../vocabulary/tokenizer-scheme.ts'
import { classifyLines } from './classify-stderr.ts'
import { InferenceError } from './inference.ts'
import { reportedFailure } from '../schemas/failure.ts'
import type { z } from 'zod'

/** A failure as it is sent to the parent. */
export interface FailureDescription {
  readonly failure: z.output<typeof reportedFailure>
  readonly message: string
  readonly genes: number[]
}

/**
 * Says why a request failed. `logs` are the warnings and errors of llama.cpp since the request began: node-llama-cpp
 * itself often says no more than that a model failed to load.
 */
export function describeFailure(error: unknown, logs: readonly string[]): FailureDescription {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof InferenceError) {
    return { failure: reportedFailure.safeParse(error.failure).data ?? 'failed', message, genes: [...error.genes] }
  }
  if (error instanceof UnsupportedTokenizerError) return { failure: 'unsupported-architecture', message, genes: [] }
  const errors = logs.filter((line) => line.startsWith('[error]') || line.startsWith('[fatal]'))
  const told = classifyLines([message, ...errors])
  // Each cause once: a model may have been tried by more than one source.
  const detail = [...new Set(errors.map((line) => line.replace(/^\[\w+\]\s*/, '')))].filter(
    (line) => !/failed to load model$/.test(line),
  )
  return {
    failure: reportedFailure.safeParse(told).data ?? 'failed',
    message: detail.length === 0 ? message : `${message}: ${detail.join('; ')}`,
    genes: [],
  }
}
