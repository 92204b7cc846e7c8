/**
 * The one place for a loaded model: memory and processors are shared, so only one inference process works at a time,
 * whichever queue it belongs to. Tasks run in the order in which they asked.
 */
export class InferenceSlot {
  private last: Promise<unknown> = Promise.resolve()

  /** Runs a task once all that asked before have ended, however they ended. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.last.then(task)
    this.last = result.catch(() => undefined)
    return result
  }
}
