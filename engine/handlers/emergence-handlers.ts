import { usualColumns } from '../../core/emergence/read-checkpoints.ts'
import { ApiError } from '../api/contract.ts'
import type { CheckpointTable } from '../api/emergence-contract.ts'
import type { Context } from '../context.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

type EmergenceCalls = Extract<keyof Handlers, `emergence.${string}`>

export function emergenceHandlers(context: Context): Pick<Handlers, EmergenceCalls> {
  const { checkpoints, threads, reading, events } = context
  const required = (id: string): CheckpointTable => {
    const table = checkpoints.get(id)
    if (table === undefined) throw new ApiError('not-found', `There is no table of checkpoints with the id ${id}.`)
    return table
  }
  const requireNewName = (name: string): void => {
    if (checkpoints.byName(name) === undefined) return
    throw new ApiError(
      'conflict',
      `Another table is named ${JSON.stringify(name)}. Names are unique: give this one another.`,
    )
  }
  return {
    'emergence.tables': () => checkpoints.list(),
    'emergence.table': ({ tableId }) => ({
      table: required(tableId),
      rows: checkpoints.rows(tableId).map(({ flops, ...row }) => ({ ...row, flops: flops ?? null })),
    }),
    'emergence.import': ({ name, text, columns = {}, scale = 'auto', operation }) => {
      requireNewName(name)
      const { checkpoint, loss, examples, score, flops } = usualColumns
      const titles = {
        checkpoint: columns.checkpoint ?? checkpoint,
        loss: columns.loss ?? loss,
        examples: columns.examples ?? examples,
        score: columns.score ?? score,
        flops: columns.flops ?? flops,
      }
      return operationOf(context, operation, 'rows', async ({ signal }) => {
        const { rows, notes } = await reading.run('emergence.read', { text, columns: titles, scale }, signal)
        // Another call may have taken the name meanwhile.
        requireNewName(name)
        const id = checkpoints.add(name, rows)
        events.emit('emergence.changed', {})
        return { ...required(id), ...(notes.length === 0 ? {} : { notes: [...notes] }) }
      })
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
        threads.run('emergence.fit', { first, second, settings }, signal, (done, total) =>
          onProgress?.('law, chains and bootstrap', done, total),
        ),
      )
    },
  }
}
