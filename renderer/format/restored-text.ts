import type { CallOutput } from '../../engine/api/contract.ts'

/** What an undo has brought back, and what has another name now. */
export function restoredText({ what, renamed }: Pick<CallOutput<'removals.undo'>, 'what' | 'renamed'>): string {
  return [
    `Restored ${what}.`,
    ...renamed.map(({ from, to }) => `${from} is named ${to} now: its name was taken.`),
  ].join(' ')
}
