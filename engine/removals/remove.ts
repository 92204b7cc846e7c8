import type { RemovedAnswer } from '../api/removals-contract.ts'
import type { Context } from '../context.ts'
import type { RemoveInput } from './remove-task.ts'

/** Removes something with all that rests on it, and answers how that can be undone. */
export async function removeKeeping({ storing, events }: Context, input: RemoveInput): Promise<RemovedAnswer> {
  const { removed, removal } = await storing.run('rows.remove', input)
  if (removal === null) return { removed }
  events.emit('removals.changed', {})
  return { removed, removal }
}
