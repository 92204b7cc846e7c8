import { commandHint } from '../engine/command-hint.ts'
import type { RemovedAnswer } from '../engine/api/removals-contract.ts'
import type { Session } from './session.ts'

/** Says what went with a removal, and how it is undone. */
export function noteUndo({ output }: Pick<Session, 'output'>, { removal }: RemovedAnswer): void {
  if (removal !== undefined) output.note(`note: gone is ${removal.what}; undo it with: ${commandHint('undo')}`)
}
