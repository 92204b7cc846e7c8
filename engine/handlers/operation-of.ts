import { throttled } from '../api/throttle.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'
import type { EventChannel } from '../api/event-channel.ts'
import type { Operations } from '../operations.ts'

/** What a long computation is given: when to stop, and whom to tell how far it is. */
export interface OperationOptions {
  readonly signal?: AbortSignal
  /** `unit`: what is counted, where it is not what the operation counts for the most part. */
  readonly onProgress?: (item: string, done: number, total: number, unit?: string) => void
}

/**
 * Runs a computation under the operation name that its caller gave, with progress as `operation` events and cancelled
 * by `operations.cancel`; without a name it just runs.
 */
export function operationOf<T>(
  { operations, events }: { readonly operations: Operations; readonly events: EventChannel },
  operation: string | undefined,
  unit: string,
  task: (options: OperationOptions) => Promise<T>,
): Promise<T> {
  if (operation === undefined) return task({})
  return operations.run(operation, async (signal) => {
    let latest: { item: string; done: number; total: number; unit: string } | undefined
    const progress = throttled(200, () => {
      if (latest !== undefined) events.emit('operation', { operation, ...latest })
    })
    try {
      return await task({
        signal,
        onProgress: (item, done, total, counted = unit) => {
          const begins = item !== latest?.item
          latest = { item, done, total, unit: counted }
          progress.request()
          // A step that begins shows at once: a short one would be over before the interval is.
          if (begins) progress.flush()
        },
      })
    } finally {
      progress.stop()
    }
  })
}

/** What a task in a thread is to report to. @param item what is being worked on, where the task does not say */
export function named(onProgress: OperationOptions['onProgress'], item = ''): ProgressListener {
  return (done, total, reported = item, unit) => onProgress?.(reported, done, total, unit)
}
