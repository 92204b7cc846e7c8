/**
 * The moment up to which a task in a thread can be cancelled. A task that changes the database passes it right before
 * its commit; of that and a cancel only the first counts, so that a call that says "cancelled" has stored nothing, and
 * one that has stored says so.
 */
export class LastMoment {
  /** What both threads share. */
  readonly cell: Int32Array

  constructor(cell: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.cell = cell
  }

  /** For the task. Throws where it was cancelled before. */
  pass(): void {
    if (Atomics.compareExchange(this.cell, 0, open, passed) === cancelled) throw new Error('The task was cancelled.')
  }

  /** For whoever may cancel. False where the task has passed: it is to be waited for. */
  cancel(): boolean {
    return Atomics.compareExchange(this.cell, 0, open, cancelled) !== passed
  }
}

const open = 0
const passed = 1
const cancelled = 2
