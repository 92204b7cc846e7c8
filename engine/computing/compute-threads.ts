import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { siblingModule } from '../../native/process/sibling-module.ts'
import { ApiError } from '../api/contract.ts'
import { DatabaseError } from '../store/database-error.ts'
import type { ThreadAnswer, ThreadRequest } from './compute-thread.ts'
import { LastMoment } from './last-moment.ts'
import type { ProgressListener } from './progress-listener.ts'
import type { TaskInput, TaskName, TaskResult } from './tasks.ts'

const threadModule = fileURLToPath(siblingModule('compute-thread', import.meta.url))

/**
 * Runs computations of seconds beside the engine's own thread, which goes on answering. At most `count` are at work,
 * further tasks wait in the order in which they came. A task is stopped at any point by ending its thread.
 */
export class ComputeThreads {
  /** Most at work at a time. */
  readonly count: number
  private readonly module: string
  private pool: Piscina | undefined
  /** Why the last pool was given up, for the tasks that were waiting in it. */
  private fault: Error | undefined
  private isClosed = false

  /**
   * @param count most at work at a time
   * @param module path of the module that the threads run; default: compute-thread beside this one
   */
  constructor(count: number, module: string = threadModule) {
    this.count = count
    this.module = module
  }

  /**
   * The result of a task. Throws the signal's reason after an abort, and ApiError `invalid` where core says that the
   * input cannot be computed. An abort after the task's last moment ends nothing.
   */
  async run<N extends TaskName>(
    task: N,
    input: TaskInput<N>,
    signal?: AbortSignal,
    onProgress?: ProgressListener,
  ): Promise<TaskResult<N>> {
    signal?.throwIfAborted()
    if (this.isClosed) throw closed()
    const { port1, port2 } = new MessageChannel()
    let latest: Parameters<ProgressListener> | undefined
    port1.on('message', (progressed: Parameters<ProgressListener>) => {
      latest = progressed
      onProgress?.(...progressed)
    })
    const lastMoment = new LastMoment()
    const end = new AbortController()
    const cancel = (): void => {
      if (lastMoment.cancel()) end.abort(signal?.reason)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      const request: ThreadRequest = { task, input, progress: port2, lastMoment: lastMoment.cell }
      const answer = (await this.opened().run(request, {
        filename: this.module,
        transferList: [port2],
        ...(signal === undefined ? {} : { signal: end.signal }),
      })) as ThreadAnswer
      if (answer.kind === 'refused') throw new ApiError(answer.code, answer.message, answer.field)
      if (answer.kind === 'database') throw new DatabaseError(answer.message)
      // A thread tells its progress now and then: the end of the last step is told here.
      if (latest !== undefined) {
        const [done, total, ...step] = latest
        if (done < total) onProgress?.(total, total, ...step)
      }
      return answer.result as TaskResult<N>
    } catch (error) {
      if (end.signal.aborted) throw signal?.reason
      if (this.isClosed) throw closed()
      throw this.fault ?? error
    } finally {
      signal?.removeEventListener('abort', cancel)
      port1.close()
    }
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.pool?.destroy()
  }

  /**
   * Made for the first task, since most commands have none. All its threads are kept: piscina replaces the thread of a
   * task that was aborted only up to `minThreads`, and a waiting task would find none.
   */
  private opened(): Piscina {
    if (this.pool !== undefined) return this.pool
    const pool = new Piscina({
      minThreads: this.count,
      maxThreads: this.count,
      idleTimeout: Infinity,
      stricterFIFO: true,
      recordTiming: false,
    })
    this.fault = undefined
    // A thread that ends outside a task: piscina starts no further one, so all that wait are told, and the next task
    // has a new pool.
    pool.on('error', (error: Error) => {
      // The thread of an aborted task is ended; what it had just sent is wanted by nobody, and the pool is sound.
      if (this.pool !== pool || error.message.startsWith('Unexpected message from Worker')) return
      this.pool = undefined
      this.fault = error
      void pool.destroy()
    })
    this.pool = pool
    return pool
  }
}

function closed(): ApiError {
  return new ApiError('failed', 'The engine is closed.')
}
