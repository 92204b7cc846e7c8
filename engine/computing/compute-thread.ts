/** The module of a compute thread: runs one task after another for `ComputeThreads`, which may end it in the midst of one. */
import { parentPort } from 'node:worker_threads'
import type { Report } from './report.ts'
import { tasks } from './tasks.ts'
import type { ThreadMessage, ThreadRequest } from './thread-messages.ts'

const port = parentPort
if (port === null) throw new Error('compute-thread.ts must be started as a worker thread.')

const send = (message: ThreadMessage): void => {
  port.postMessage(message)
}

/** Milliseconds between two reports of progress. */
const reportInterval = 100

port.on('message', ({ task, input }: ThreadRequest) => {
  let last = 0
  const report: Report = (done, total) => {
    const now = performance.now()
    if (now - last < reportInterval) return
    last = now
    send({ kind: 'progress', done, total })
  }
  try {
    const run = tasks[task] as (input: never, report: Report) => unknown
    send({ kind: 'result', result: run(input as never, report) })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    send({ kind: 'failure', message, isInput: name === 'RangeError' })
  }
})
