import { usualColumns } from '../../core/emergence/read-checkpoints.ts'
import { ApiError } from '../api/contract.ts'
import type { emergenceCalls } from '../api/emergence-contract.ts'
import type { Context } from '../context.ts'
import { requiredTable } from '../emergence/required-table.ts'
import { removeKeeping } from '../removals/remove.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

type EmergenceCalls = keyof typeof emergenceCalls

export function emergenceHandlers(context: Context): Pick<Handlers, EmergenceCalls> {
  const { checkpoints, reading, events } = context
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
      table: requiredTable(checkpoints, tableId),
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
        return { ...requiredTable(checkpoints, id), ...(notes.length === 0 ? {} : { notes: [...notes] }) }
      })
    },
    'emergence.remove': async ({ tableId, group }) => {
      const answer = await removeKeeping(context, { kind: 'table of checkpoints', id: tableId, group })
      if (answer.removed) events.emit('emergence.changed', {})
      return answer
    },
  }
}
