/**
 * Entry of the process that starts node-llama-cpp, tells which library it has picked, and evaluates a few texts through
 * its public API. It ends before the model is loaded for work, and its memory with it.
 */
import { flushCompileCache } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import { findRuntimeFacts, startRuntime } from '../llama/runtime.ts'
import { nextLogProbabilities } from '../source/agreement.ts'
import { openPublicSource } from '../source/public-source.ts'
import { describeFailure } from './describe-failure.ts'
import { type ChildProcess, parentPort } from './parent-port.ts'
import { type FromReference, type ToReference, toReference } from './reference-messages.ts'

/** llama.cpp's log lines arrive a moment after the call that caused them has failed. */
const logDelay = 100
/** One short text at a time. */
const contextTokens = 64
const stateBytes = 64 * 2 ** 20

const port = parentPort(process as ChildProcess, () => process.kill(process.pid, 'SIGKILL'))
process.on('SIGINT', () => undefined)
const send = (message: FromReference): void => (port as { send(message: unknown): void }).send(message)
let logs: string[] = []
const onLog = (line: string): void => {
  logs.push(line)
  send({ type: 'log', line })
}

async function answer(request: ToReference): Promise<void> {
  if (request.type === 'start') {
    send({ type: 'runtime', facts: await findRuntimeFacts(await startRuntime(request.gpu, onLog)) })
    return
  }
  const { path, texts, start, gpu, threads, limits, evaluated, unmapped } = request
  const source = await openPublicSource(
    path,
    {
      gpu,
      unmapped,
      start,
      contextTokens,
      stateBytes,
      ...(threads === undefined ? {} : { threads }),
      ...(limits === undefined ? {} : { limits }),
      ...(evaluated === undefined ? {} : { evaluated }),
    },
    {
      onLog,
      onActivity: () => send({ type: 'alive' }),
      onLoadProgress: (fraction) => send({ type: 'load-progress', fraction: Math.min(1, Math.max(0, fraction)) }),
    },
  )
  await nextLogProbabilities(source, texts, (logProbabilities) => send({ type: 'text', logProbabilities }))
  send({ type: 'compared' })
}

let work: Promise<void> = Promise.resolve()
port.onMessage((message) => {
  work = work.then(async () => {
    logs = []
    try {
      await answer(toReference.parse(message))
    } catch (error) {
      await wait(logDelay)
      const { failure, message: text } = describeFailure(error, logs)
      send({ type: 'failed', failure, message: text })
    }
  })
})
send({ type: 'ready' })
// Written here, since this process is ended by force.
flushCompileCache()
