/** The module of a row thread: a RowReader that is asked by messages. */
import { parentPort, workerData } from 'node:worker_threads'
import { KernelMemory } from '../kernel/kernel-memory.ts'
import { InferenceError } from '../process/inference.ts'
import { vocabularyOf } from '../vocabulary/shared-vocabulary.ts'
import type { RowMessage, RowReply, RowRequest, RowThreadData } from './row-messages.ts'
import { RowReader } from './row-reader.ts'

const port = parentPort
if (port === null) throw new Error('row-thread.ts must be started as a worker thread.')

const data = workerData as RowThreadData
const reader = new RowReader(vocabularyOf(data.vocabulary), new KernelMemory(data.memory))

function replyTo(request: RowRequest): RowReply {
  try {
    return reader.answer(request)
  } catch (error) {
    if (!(error instanceof InferenceError))
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
    const { message, failure, stage, genes } = error
    return { kind: 'refused', message, failure, stage, genes }
  }
}

port.on('message', (message: RowMessage) => {
  if (message.kind === 'clear') {
    reader.clear()
    return
  }
  const reply = replyTo(message)
  // Records move, without a copy.
  port.postMessage(
    reply,
    reply.kind === 'proposed'
      ? reply.steps.flatMap(({ record }) => (record === undefined ? [] : [record.buffer as ArrayBuffer]))
      : [],
  )
})

port.postMessage({ kind: 'ready' } satisfies RowReply)
