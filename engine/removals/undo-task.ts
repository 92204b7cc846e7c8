import { type Restored, undoRemoval } from '../store/kept-removals.ts'
import type { TaskContext } from '../storing/database-task.ts'

/** Puts back what a removal took; null where none of this id is kept. */
export function undoTask(
  { connection, report, inOneStep }: TaskContext,
  { id }: { readonly id: number },
): Restored | null {
  return inOneStep(() => undoRemoval(connection, id, (done, total) => report(done, total)) ?? null)
}
