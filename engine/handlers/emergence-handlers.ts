import { readCheckpoints, usualColumns } from '../../core/emergence/read-checkpoints.ts'
import { CsvError } from '../../core/table/csv-error.ts'
import { ApiError } from '../api/contract.ts'
import type { CheckpointTable } from '../api/emergence-contract.ts'
import type { Context } from '../context.ts'
import type { Handlers } from './handlers.ts'
import { readCsv } from '../tables/read-csv.ts'
import { operationOf } from './operation-of.ts'

type EmergenceCalls = Extract<keyof Handlers, `emergence.${string}`>

export function emergenceHandlers(context: Context): Pick<Handlers, EmergenceCalls> {
  const { checkpoints, threads, events } = context
  const required = (id: string): CheckpointTable => {
    const table = checkpoints.get(id)
    if (table === undefined) throw new ApiError('not-found', `There is no table of checkpoints with the id ${id}.`)
    return table
  }
  return {
    'emergence.tables': () => checkpoints.list(),
    'emergence.table': ({ tableId }) => ({
      table: required(tableId),
      rows: checkpoints.rows(tableId).map(({ flops, ...row }) => ({ ...row, flops: flops ?? null })),
    }),
    'emergence.import': ({ name, text, columns = {} }) => {
      if (checkpoints.byName(name) !== undefined) {
        throw new ApiError('conflict', `Another table is named ${JSON.stringify(name)}. Names are unique: give this one another.`)
      }
      const { checkpoint, loss, examples, score, flops } = usualColumns
      const titles = {
        checkpoint: columns.checkpoint ?? checkpoint,
        loss: columns.loss ?? loss,
        examples: columns.examples ?? examples,
        score: columns.score ?? score,
        flops: columns.flops ?? flops,
      }
      const rows = readable(() => readCheckpoints(readCsv(text), titles))
      if (rows.length === 0) throw new ApiError('invalid', 'Expected rows of checkpoints below the titles, found none.')
      const id = checkpoints.add(name, rows)
      events.emit('emergence.changed', {})
      return required(id)
    },
    'emergence.remove': ({ tableId }) => {
      const removed = checkpoints.remove(tableId)
      if (removed) events.emit('emergence.changed', {})
      return { removed }
    },
    'emergence.fit': ({ tableId, compareWith, operation, ...settings }) => {
      const first = checkpoints.rows(required(tableId).id)
      const second = compareWith === null ? null : checkpoints.rows(required(compareWith).id)
      return operationOf(context, operation, 'steps', ({ signal, onProgress }) =>
        threads.run('emergence.fit', { first, second, settings }, signal, (done, total) => onProgress?.('law, chains and bootstrap', done, total)),
      )
    },
  }
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CsvError) throw new ApiError('invalid', error.message)
    throw error
  }
}
