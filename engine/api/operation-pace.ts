/** Shorter than this (milliseconds) says nothing about how long it will take. */
const firstEstimate = 500

/**
 * Tells from the progress of an operation how long it will still take. What comes before the first progress, such as
 * the start of threads, is no part of the pace, nor what was done by then, as of work that goes on where it stopped.
 */
export class OperationPace {
  private unit: string | null = null
  private first = { done: 0, at: 0 }

  /** @returns estimated milliseconds left; null while too little is known */
  left(
    { done, total, unit }: { readonly done: number; readonly total: number; readonly unit: string },
    now: number = performance.now(),
  ): number | null {
    // Another unit: another part of the work, whose pace says nothing of the one before.
    if (unit !== this.unit) {
      this.unit = unit
      this.first = { done, at: now }
    }
    const spent = now - this.first.at
    const since = done - this.first.done
    return since > 0 && spent > firstEstimate ? (spent / since) * (total - done) : null
  }
}
