/** The module of a row thread: reads rows of scores at their addresses and expands the genes that it is given. */
import { parentPort, workerData } from 'node:worker_threads'
import { expansionTools, LocalGenes } from '../expansion/gene-group.ts'
import { InferenceError } from '../process/inference.ts'
import { rowLogProbability, ScoreRow } from '../source/score-row.ts'
import { sharedVocabulary } from '../vocabulary/shared-vocabulary.ts'
import type { RowReply, RowRequest, RowThreadData } from './row-messages.ts'

const port = parentPort
if (port === null) throw new Error('row-thread.ts must be started as a worker thread.')

const vocabulary = sharedVocabulary((workerData as RowThreadData).vocabulary)
const { kernel } = expansionTools(vocabulary)
let genes: LocalGenes | undefined

function answer(request: Exclude<RowRequest, { kind: 'clear' }>): RowReply {
  if (request.kind === 'logProbabilities') {
    const { addresses } = request
    const logProbabilities = Float64Array.from(request.tokens, (token, index) => rowLogProbability({ address: addresses[index]!, token }, kernel))
    return { kind: 'logProbabilities', logProbabilities }
  }
  if (request.kind === 'rows') {
    genes ??= new LocalGenes(vocabulary, request.settings)
    for (const { opened, address } of request.opened) genes.begin(opened, new ScoreRow(address, kernel))
    const { genes: indices, places, addresses } = request.answers
    for (const [at, index] of indices.entries()) genes.answer(index, places[at]!, new ScoreRow(addresses[at]!, kernel))
    return { kind: 'settled' }
  }
  if (request.kind === 'survey') return { kind: 'surveyed', surveys: genes?.surveys(request.most) ?? [] }
  if (request.kind === 'follow') return { kind: 'proposed', steps: genes?.follows(request.decisions) ?? [] }
  return { kind: 'proposed', steps: genes?.steps(request.most) ?? [] }
}

port.on('message', (request: RowRequest) => {
  if (request.kind === 'clear') {
    genes = undefined
    return
  }
  let reply: RowReply
  try {
    reply = answer(request)
  } catch (error) {
    if (error instanceof InferenceError) {
      const { message, failure, stage, genes: named } = error
      reply = { kind: 'refused', message, failure, stage, genes: named }
    } else reply = { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
  // Records move, without a copy.
  port.postMessage(reply, reply.kind === 'proposed' ? reply.steps.flatMap(({ record }) => (record === undefined ? [] : [record.buffer as ArrayBuffer])) : [])
})

port.postMessage({ kind: 'ready' } satisfies RowReply)
