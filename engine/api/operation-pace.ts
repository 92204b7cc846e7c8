/** Shorter than this (milliseconds) says nothing about how long it will take. */
const firstEstimate = 500

/**
 * Tells from the progress of an operation how long it will still take. The pace is that since the first progress: what
 * comes before it, such as the start of threads, is no part of it, nor what was done by then, as of work that goes on
 * where it stopped. Where the first progress comes late, steps are long: then the pace is that since the start, until
 * enough is known of the other. Not so for bytes, which are told of often and may have been worked on before.
 */
export class OperationPace {
  private readonly start: number
  private unit: string | null = null
  private first = { done: 0, at: 0 }
  private isFirstLate = false

  /** @param start of the operation, in milliseconds of the clock that `left` is told of */
  constructor(start: number = performance.now()) {
    this.start = start
  }

  /** @returns estimated milliseconds left; null while too little is known */
  left(
    { done, total, unit }: { readonly done: number; readonly total: number; readonly unit: string },
    now: number = performance.now(),
  ): number | null {
    // Another unit: another part of the work, whose pace says nothing of the one before.
    if (unit !== this.unit) {
      this.isFirstLate = this.unit === null && unit !== 'bytes' && now - this.start > firstEstimate
      this.unit = unit
      this.first = { done, at: now }
    }
    const atPace = (spent: number, worked: number): number => (spent / worked) * (total - done)
    const spent = now - this.first.at
    const worked = done - this.first.done
    if (worked > 0 && spent > firstEstimate) return atPace(spent, worked)
    return this.isFirstLate && done > 0 ? atPace(now - this.start, done) : null
  }
}
