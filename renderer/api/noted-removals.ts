import type { Api, CallInput, CallName, CallOutput } from '../../engine/api/contract.ts'
import type { KeptRemoval } from '../../engine/api/removals-contract.ts'
import type { Connection } from './connection.ts'

/** The last removal that this page made, for the line that offers to undo it. */
export class LatestRemoval {
  private readonly listeners = new Set<() => void>()
  private latest: KeptRemoval | null = null

  readonly get = (): KeptRemoval | null => this.latest

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  become(removal: KeptRemoval | null): void {
    this.latest = removal
    for (const listener of [...this.listeners]) listener()
  }
}

export const latestRemoval = new LatestRemoval()

/**
 * A connection whose calls that remove something are noted, whichever part of the page makes them, until they are
 * undone or forgotten.
 */
export function notingRemovals(connection: Connection, noted: LatestRemoval): Connection {
  const api: Api = {
    ...connection.api,
    call: async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
      const output = await connection.api.call(name, input)
      const { removal } = (output ?? {}) as { readonly removal?: KeptRemoval }
      if (removal !== undefined) noted.become(removal)
      else if (isOver(name, input, noted.get())) noted.become(null)
      return output
    },
  }
  return { ...connection, api }
}

/** Whether a call has undone or forgotten the removal, by its id or as the latest or one of all. */
function isOver(name: CallName, input: unknown, removal: KeptRemoval | null): boolean {
  if (removal === null || (name !== 'removals.undo' && name !== 'removals.forget')) return false
  const { removalId = removal.id } = input as CallInput<typeof name>
  return removalId === removal.id
}
