/** What a compute thread runs: one task at a time for `ComputeThreads`, which may end the thread in the midst of it. */
import type { MessagePort } from 'node:worker_threads'
import { FieldError } from '../../core/scaling/field-error.ts'
import { ApiError, type ApiErrorCode } from '../api/api-error.ts'
import { DatabaseError } from '../store/database-error.ts'
import { LastMoment } from './last-moment.ts'
import type { ProgressListener } from './progress-listener.ts'
import { type TaskName, tasks } from './tasks.ts'

export interface ThreadRequest {
  readonly task: TaskName
  readonly input: unknown
  /** Takes the progress: the arguments of a Report. */
  readonly progress: MessagePort
  /** Of a LastMoment. */
  readonly lastMoment: Int32Array
}

/** Plain data, since errors lose their class between threads. */
export type ThreadAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly code: ApiErrorCode; readonly message: string; readonly field?: string }
  | { readonly kind: 'database'; readonly message: string }

/** Milliseconds between two reports of progress. */
const reportInterval = 100

/**
 * Runs one task. A RangeError of core says that what was asked for cannot be computed; it is answered as an error of
 * the input. Any other error is a fault of the program, and thrown.
 */
export default async function runTask({ task, input, progress, lastMoment }: ThreadRequest): Promise<ThreadAnswer> {
  let last = 0
  const report: ProgressListener = (...progressed) => {
    const now = performance.now()
    if (now - last < reportInterval) return
    last = now
    progress.postMessage(progressed)
  }
  try {
    const run = tasks[task] as (input: never, report: ProgressListener, lastMoment: LastMoment) => unknown
    return { kind: 'result', result: await run(input as never, report, new LastMoment(lastMoment)) }
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'refused', code: error.code, message: error.message }
    if (error instanceof DatabaseError) return { kind: 'database', message: error.message }
    if (error instanceof FieldError)
      return { kind: 'refused', code: 'invalid', message: error.message, field: error.field }
    if (error instanceof RangeError) return { kind: 'refused', code: 'invalid', message: error.message }
    throw error
  }
}
