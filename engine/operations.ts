import { ApiError } from './api/contract.ts'

/** Long calls that can be cancelled by the name their caller gave them. */
export class Operations {
  private readonly running = new Map<string, { abort: AbortController; ended: Promise<unknown> }>()

  /**
   * Runs a task under a name. Throws ApiError where the name is in use, and `cancelled` where it was cancelled
   * meanwhile.
   */
  async run<T>(name: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.running.has(name))
      throw new ApiError('conflict', `An operation named ${name} is running already. Name each operation differently.`)
    const abort = new AbortController()
    const result = task(abort.signal)
    this.running.set(name, { abort, ended: result.catch(() => undefined) })
    try {
      return await result
    } catch (error) {
      if (abort.signal.aborted)
        throw new ApiError('cancelled', 'The operation was cancelled. What was finished before stays.')
      throw error
    } finally {
      this.running.delete(name)
    }
  }

  /** False where nothing of that name is running. */
  cancel(name: string): boolean {
    const operation = this.running.get(name)
    operation?.abort.abort()
    return operation !== undefined
  }

  async close(): Promise<void> {
    const all = [...this.running.values()]
    for (const { abort } of all) abort.abort()
    await Promise.all(all.map(({ ended }) => ended))
  }
}
