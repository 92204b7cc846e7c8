import { Worker } from 'node:worker_threads'
import { siblingModule } from '../../native/process/sibling-module.ts'
import { ApiError } from '../api/contract.ts'
import type { Report } from './report.ts'
import type { TaskInput, TaskName, TaskResult } from './tasks.ts'
import type { ThreadMessage, ThreadRequest } from './thread-messages.ts'

/** Threads kept for the next task: starting one takes longer than a fit without intervals. */
const mostIdle = 2

/** Most threads at work; further tasks wait for their turn. */
const mostBusy = 2

/**
 * Runs computations of seconds beside the engine's own thread, which goes on answering. A task is stopped at any point by ending
 * its thread.
 */
export class ComputeThreads {
  private readonly idle: Worker[] = []
  private readonly busy = new Set<Worker>()
  private readonly waiting: (() => void)[] = []
  private isClosed = false

  /**
   * The result of a task. Throws the signal's reason after an abort, and ApiError `invalid` where core says that the input cannot
   * be computed.
   */
  async run<N extends TaskName>(task: N, input: TaskInput<N>, signal?: AbortSignal, onProgress?: Report): Promise<TaskResult<N>> {
    await this.turn(signal)
    if (this.isClosed) throw new ApiError('failed', 'The engine is closed.')
    signal?.throwIfAborted()
    const worker = this.idle.pop() ?? new Worker(siblingModule('compute-thread', import.meta.url))
    this.busy.add(worker)
    worker.ref()
    let isWhole = false
    try {
      const result = await answer(worker, { task, input }, signal, onProgress)
      isWhole = true
      return result as TaskResult<N>
    } catch (error) {
      isWhole = error instanceof ApiError
      throw error
    } finally {
      this.busy.delete(worker)
      if (isWhole && !this.isClosed && this.idle.length < mostIdle) {
        worker.unref()
        this.idle.push(worker)
      } else {
        void worker.terminate()
      }
      this.waiting.shift()?.()
    }
  }

  async close(): Promise<void> {
    this.isClosed = true
    for (const go of this.waiting.splice(0)) go()
    await Promise.all([...this.idle.splice(0), ...this.busy].map((worker) => worker.terminate()))
  }

  private async turn(signal: AbortSignal | undefined): Promise<void> {
    while (this.busy.size >= mostBusy && !this.isClosed) {
      await new Promise<void>((resolve, reject) => {
        const go = (): void => {
          signal?.removeEventListener('abort', leave)
          resolve()
        }
        const leave = (): void => {
          this.waiting.splice(this.waiting.indexOf(go), 1)
          reject(signal!.reason as Error)
        }
        this.waiting.push(go)
        signal?.addEventListener('abort', leave, { once: true })
      })
    }
  }
}

function answer(worker: Worker, request: ThreadRequest, signal: AbortSignal | undefined, onProgress: Report | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: ThreadMessage): void => {
      if (message.kind === 'progress') return onProgress?.(message.done, message.total)
      end()
      if (message.kind === 'result') resolve(message.result)
      else if (message.isInput) reject(new ApiError('invalid', message.message))
      else reject(new Error(message.message))
    }
    const onError = (error: Error): void => {
      end()
      reject(error)
    }
    const onExit = (code: number): void => {
      end()
      reject(new Error(`The computation ended without a result (exit code ${code}).`))
    }
    const onAbort = (): void => {
      end()
      reject(signal!.reason as Error)
    }
    const end = (): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      signal?.removeEventListener('abort', onAbort)
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    signal?.addEventListener('abort', onAbort, { once: true })
    worker.postMessage(request)
  })
}
