/** What a compute thread runs: one task at a time for `ComputeThreads`, which may end the thread in the midst of it. */
import type { MessagePort } from 'node:worker_threads'
import { ApiError, type ApiErrorCode } from '../api/api-error.ts'
import type { Report } from './report.ts'
import { type TaskName, tasks } from './tasks.ts'

export interface ThreadRequest {
  readonly task: TaskName
  readonly input: unknown
  /** Takes the progress: `[done, total]`. */
  readonly progress: MessagePort
}

/** Plain data, since an ApiError would lose its code between threads. */
export type ThreadAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly code: ApiErrorCode; readonly message: string }

/** Milliseconds between two reports of progress. */
const reportInterval = 100

/**
 * Runs one task. A RangeError of core says that what was asked for cannot be computed; it is answered as an error of
 * the input. Any other error is a fault of the program, and thrown.
 */
export default async function runTask({ task, input, progress }: ThreadRequest): Promise<ThreadAnswer> {
  let last = 0
  const report: Report = (done, total) => {
    const now = performance.now()
    if (now - last < reportInterval) return
    last = now
    progress.postMessage([done, total])
  }
  try {
    const run = tasks[task] as (input: never, report: Report) => unknown
    return { kind: 'result', result: await run(input as never, report) }
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'refused', code: error.code, message: error.message }
    if (error instanceof RangeError) return { kind: 'refused', code: 'invalid', message: error.message }
    throw error
  }
}
