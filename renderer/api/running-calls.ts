import type { OperationProgress } from './followed-operation.ts'

/**
 * How far long calls are that are under way. One call may be waited for in several places, all of which show the same;
 * where it was begun anew, what is told of the operation before counts no more.
 */
export class RunningCalls {
  private readonly running = new Map<
    string,
    { readonly operation: string; readonly progress: OperationProgress | null }
  >()
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Null while nothing is known, or nothing is under way. */
  progressOf(call: string): OperationProgress | null {
    return this.running.get(call)?.progress ?? null
  }

  begin(call: string, operation: string): void {
    this.running.set(call, { operation, progress: null })
    this.tell()
  }

  advance(call: string, operation: string, progress: OperationProgress): void {
    if (this.running.get(call)?.operation !== operation) return
    this.running.set(call, { operation, progress })
    this.tell()
  }

  end(call: string, operation: string): void {
    if (this.running.get(call)?.operation !== operation) return
    this.running.delete(call)
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
