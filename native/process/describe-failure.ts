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

/** What to do where llama.cpp refuses a file. */
const advice: Partial<Record<FailureDescription['failure'], string>> = {
  'unsupported-architecture':
    'It is newer than the llama.cpp of this version, or made for another program: use a newer version of Cladescope, or another conversion of the model.',
  'corrupt-file': 'Download the file again, or convert it again.',
}

/** A line of llama.cpp's log without the function that wrote it and the steps of loading it passed through. */
function cause(line: string): string {
  return line
    .replace(/^\[\w+\]\s*/, '')
    .replace(/^llama_\w+: /, '')
    .replace(/^(error loading model( \w+)*: )+/, '')
}

/**
 * Says why a request failed. `logs` are the warnings and errors of llama.cpp since the request began: node-llama-cpp
 * itself often says no more than that a model failed to load. Where it did, llama.cpp's cause comes first and once,
 * though more than one source may have tried the file, and then what to do.
 */
export function describeFailure(error: unknown, logs: readonly string[]): FailureDescription {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof InferenceError) {
    return { failure: reportedFailure.safeParse(error.failure).data ?? 'failed', message, genes: [...error.genes] }
  }
  if (error instanceof UnsupportedTokenizerError) return { failure: 'unsupported-architecture', message, genes: [] }
  const errors = logs.filter((line) => line.startsWith('[error]') || line.startsWith('[fatal]'))
  const failure = reportedFailure.safeParse(classifyLines([message, ...errors])).data ?? 'failed'
  const causes = [...new Set(errors.map(cause))].filter((line) => !/failed to load model$/.test(line))
  return { failure, message: failureText(message, causes, advice[failure]), genes: [] }
}

function failureText(message: string, causes: readonly string[], whatToDo: string | undefined): string {
  const told = causes.join('; ')
  if (told === '') return message
  if (!/did not load|failed to load/i.test(message)) return `${message}: ${told}`
  return `llama.cpp does not load the file: ${told}.${whatToDo === undefined ? '' : ` ${whatToDo}`}`
}
