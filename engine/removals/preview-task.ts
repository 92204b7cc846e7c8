import type { TaskContext } from '../storing/database-task.ts'
import { removeKept, type RemovedKind } from './remove-task.ts'

/** Ends a step with all that it did taken back. */
class TakenBack extends Error {
  readonly what: string | null
  constructor(what: string | null) {
    super('taken back')
    this.what = what
  }
}

/**
 * What removals would take, in the words in which they would tell it; null where nothing is there. They are done and
 * taken back, so that no second count can differ from what goes.
 */
export function previewTask(
  { connection, inOneStep }: TaskContext,
  { kind, ids }: { readonly kind: RemovedKind; readonly ids: readonly string[] },
): { readonly what: string | null } {
  try {
    return inOneStep(() => {
      let what: string | null = null
      for (const id of ids) what = removeKept(connection, { kind, id, group: 'preview' }).removal?.what ?? what
      throw new TakenBack(what)
    })
  } catch (error) {
    if (error instanceof TakenBack) return { what: error.what }
    throw error
  }
}
