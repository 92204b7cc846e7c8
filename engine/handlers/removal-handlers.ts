import { ApiError } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { forgetRemoval, listRemovals } from '../store/kept-removals.ts'
import type { Handlers } from './handlers.ts'
import { named, operationOf } from './operation-of.ts'

type RemovalCalls = Extract<keyof Handlers, `removals.${string}`>

export function removalHandlers(context: Context): Pick<Handlers, RemovalCalls> {
  const { connection, storing, events } = context
  return {
    'removals.preview': (input) => storing.run('removals.preview', input),
    'removals.list': () => listRemovals(connection),
    'removals.undo': ({ removalId, operation }) =>
      operationOf(context, operation, 'rows', async ({ signal, onProgress }) => {
        const id = removalId ?? listRemovals(connection)[0]?.id
        if (id === undefined) throw new ApiError('not-found', 'There is no removal that can be undone.')
        const restored = await storing.run('removals.undo', { id }, signal, named(onProgress, 'restoring'))
        if (restored === null)
          throw new ApiError('not-found', 'That removal cannot be undone: it was undone before, or is kept no longer.')
        events.emitAllChanged()
        return { ...restored, renamed: [...restored.renamed] }
      }),
    'removals.forget': ({ removalId }) => {
      const ids = removalId === undefined ? listRemovals(connection).map(({ id }) => id) : [removalId]
      const forgotten = ids.filter((id) => forgetRemoval(connection, id)).length
      if (forgotten > 0) events.emit('removals.changed', {})
      return { forgotten }
    },
  }
}
