import type { ConnectionState } from '../../engine/api/wire.ts'

/** The state of a connection, and who is told when it changes. */
export class KeptState {
  private current: ConnectionState = 'connecting'
  private readonly listeners = new Set<() => void>()

  readonly state = (): ConnectionState => this.current

  readonly onState = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  become(next: ConnectionState): void {
    if (this.current === next) return
    this.current = next
    for (const listener of [...this.listeners]) listener()
  }
}
